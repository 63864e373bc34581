using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>An event of a streamed reply in a conversation. Converted to a string, it is its text.</summary>
public sealed class ConversationEvent
{
    /// <summary>The kind of event, such as <c>message.output.delta</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The new text of a message. May be empty.</summary>
    public required string Content { get; init; }

    /// <summary>The new reasoning, or null.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The conversation's id.</summary>
    public string? ConversationId { get; init; }

    /// <summary>The id of the entry that the event extends.</summary>
    public string? Id { get; init; }

    /// <summary>The index of that entry in the outputs of the reply, from 0.</summary>
    public int OutputIndex { get; init; }

    /// <summary>The name of the function or of the tool.</summary>
    public string? Name { get; init; }

    /// <summary>A piece of the arguments of a function or a tool.</summary>
    public string? Arguments { get; init; }

    /// <summary>In a call: the id of the call.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>The agent that sent the event.</summary>
    public string? AgentId { get; init; }

    /// <summary>The model that sent the event.</summary>
    public string? Model { get; init; }

    /// <summary>In the last event of a reply: the tokens used, including those of tools of the server.</summary>
    public PSObject? Usage { get; init; }

    /// <summary>In the last event: the complete reply.</summary>
    public PSObject? Reply { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Content;
}
