using System.Management.Automation;
using Mistral.Client;

namespace Mistral.PowerShell;

/// <summary>A reply in a conversation. As a string it is its text.</summary>
public sealed class ConversationReply
{
    /// <summary>The conversation's id, by which it goes on.</summary>
    public required string ConversationId { get; init; }

    /// <summary>Whether the server keeps the conversation, so that it can go on: not where one was started with <c>-NoStore</c>.</summary>
    public bool IsStored { get; init; } = true;

    /// <summary>The text that it answers, as it was sent; null where no message was.</summary>
    public string? Question { get; init; }

    /// <summary>The text of its messages, without their reasoning.</summary>
    public required string Content { get; init; }

    /// <summary>What the models thought before they answered; null where they do not tell.</summary>
    public string? Reasoning { get; init; }

    /// <summary>All that came since the message: messages, calls, runs of tools, handoffs.</summary>
    public PSObject[] Output { get; init; } = [];

    /// <summary>The handoffs from one agent to another.</summary>
    public PSObject[] Handoff { get; init; } = [];

    /// <summary>The sources that its messages name.</summary>
    public PSObject[] Reference { get; init; } = [];

    /// <summary>The files that tools made, such as images.</summary>
    public PSObject[] File { get; init; } = [];

    /// <summary>The calls that nobody has answered.</summary>
    public ToolCall[] ToolCall { get; init; } = [];

    /// <summary>What became of the calls of the rounds before it.</summary>
    public ToolResult[] ToolResult { get; init; } = [];

    /// <summary>How the rounds of calls ended.</summary>
    public ToolRoundState ToolRoundState { get; init; }

    /// <summary>The tokens it took, those of tools of the server included.</summary>
    public PSObject? Usage { get; init; }

    /// <summary>The model that answered.</summary>
    public string? Model { get; init; }

    /// <summary>The agent that answered; null where it was a model.</summary>
    public string? AgentId { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Content;
}
