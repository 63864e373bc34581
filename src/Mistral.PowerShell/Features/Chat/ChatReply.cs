using System;
using System.Management.Automation;
using Mistral.Client;

namespace Mistral.PowerShell;

/// <summary>A reply of a chat. Converted to a string, it is its text.</summary>
/// <remarks>Lists of output objects are arrays, because PowerShell can't index the list type that the compiler would create.</remarks>
public sealed class ChatReply
{
    /// <summary>The reply's text, without its reasoning.</summary>
    public required string Content { get; init; }

    /// <summary>The reply as a message, with all chunks.</summary>
    public required ChatMessage Message { get; init; }

    /// <summary>The index of the answer, from 0, if -Choice requested several.</summary>
    public int Index { get; init; }

    /// <summary>The model's reasoning; null without it.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The function calls that the model requests.</summary>
    public ToolCall[] ToolCall { get; init; } = [];

    /// <summary>The results of the tool calls before this reply.</summary>
    public ToolResult[] ToolResult { get; init; } = [];

    /// <summary>How the rounds of tool calls ended.</summary>
    public ToolRoundState ToolRoundState { get; init; }

    /// <summary>The tokens used.</summary>
    public PSObject? Usage { get; init; }

    /// <summary>The cost of the requests for the reply, with those of its tool rounds; null if a price is unknown.</summary>
    public decimal? Cost { get; init; }

    /// <summary>The finish reason: <c>stop</c>, <c>length</c>, <c>tool_calls</c>, and others.</summary>
    public string? FinishReason { get; init; }

    /// <summary>The model that answered.</summary>
    public string? Model { get; init; }

    /// <summary>The id of the reply.</summary>
    public string? Id { get; init; }

    /// <summary>The time when the server created the reply.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Whether the reply is from the cache. Then it cost nothing, and Usage tells what it cost at first.</summary>
    public bool FromCache { get; init; }

    /// <summary>The whole conversation with this reply at its end. The next question continues from it.</summary>
    public required ChatMessage[] History { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Content;
}
