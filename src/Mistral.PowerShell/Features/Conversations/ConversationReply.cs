using System.Management.Automation;
using Mistral.Client;

namespace Mistral.PowerShell;

/// <summary>A reply in a conversation. Converted to a string, it is its text.</summary>
public sealed class ConversationReply
{
    /// <summary>The id with which the conversation can continue.</summary>
    public required string ConversationId { get; init; }

    /// <summary>Whether the server keeps the conversation, so that it can continue. False after a start with <c>-NoStore</c>.</summary>
    public bool IsStored { get; init; } = true;

    /// <summary>The text of the sent message; null without one.</summary>
    public string? Question { get; init; }

    /// <summary>The text of the messages, without reasoning.</summary>
    public required string Content { get; init; }

    /// <summary>The models' reasoning; null without it.</summary>
    public string? Reasoning { get; init; }

    /// <summary>All entries since the sent message: messages, calls, runs of tools, handoffs.</summary>
    public PSObject[] Output { get; init; } = [];

    /// <summary>The handoffs from one agent to another.</summary>
    public PSObject[] Handoff { get; init; } = [];

    /// <summary>The sources that the messages refer to.</summary>
    public PSObject[] Reference { get; init; } = [];

    /// <summary>The files that tools created, such as images.</summary>
    public PSObject[] File { get; init; } = [];

    /// <summary>The unanswered calls.</summary>
    public ToolCall[] ToolCall { get; init; } = [];

    /// <summary>The results of the tool calls before this reply.</summary>
    public ToolResult[] ToolResult { get; init; } = [];

    /// <summary>How the rounds of tool calls ended.</summary>
    public ToolRoundState ToolRoundState { get; init; }

    /// <summary>The tokens used, including those of tools of the server.</summary>
    public PSObject? Usage { get; init; }

    /// <summary>The cost of the requests for the reply, with those of its tool rounds; null if a price is unknown.</summary>
    public decimal? Cost { get; init; }

    /// <summary>The model that answered.</summary>
    public string? Model { get; init; }

    /// <summary>The agent that answered; null if a model answered.</summary>
    public string? AgentId { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Content;
}
