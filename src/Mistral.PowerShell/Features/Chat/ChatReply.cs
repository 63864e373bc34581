using System;
using System.Management.Automation;
using Mistral.Client;

namespace Mistral.PowerShell;

/// <summary>A reply of a chat. As a string it is its text.</summary>
/// <remarks>The lists of what goes to a user are arrays: PowerShell can't index what the compiler makes of a read-only list, nor a CSV name it.</remarks>
public sealed class ChatReply
{
    /// <summary>The reply's text, without its reasoning.</summary>
    public required string Content { get; init; }

    /// <summary>The reply as a message, chunks and all.</summary>
    public required ChatMessage Message { get; init; }

    /// <summary>Which answer it is, where several were asked for.</summary>
    public int Index { get; init; }

    /// <summary>What the model thought before it answered; null where it does not tell.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The functions that the model asks to call.</summary>
    public ToolCall[] ToolCall { get; init; } = [];

    /// <summary>What became of the calls of the rounds before it.</summary>
    public ToolResult[] ToolResult { get; init; } = [];

    /// <summary>How the rounds of calls ended.</summary>
    public ToolRoundState ToolRoundState { get; init; }

    /// <summary>The tokens it took.</summary>
    public PSObject? Usage { get; init; }

    /// <summary>Why it ended: <c>stop</c>, <c>length</c>, <c>tool_calls</c> and others.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The model that answered.</summary>
    public string? Model { get; init; }

    /// <summary>The reply's id.</summary>
    public string? Id { get; init; }

    /// <summary>When it was made.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>The whole conversation, this reply last: what the next question goes on from.</summary>
    public required ChatMessage[] History { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Content;
}
