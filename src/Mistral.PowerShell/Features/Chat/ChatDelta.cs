using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Tools;
using Mistral.PowerShell.Features.Chat;

namespace Mistral.PowerShell;

/// <summary>A piece of a reply as it is written. As a string it is its text. The last one tells why the reply ended.</summary>
public sealed class ChatDelta
{
    /// <summary>The new text. May be empty.</summary>
    public required string Content { get; init; }

    /// <summary>The new reasoning, or null.</summary>
    public string? Reasoning { get; init; }

    /// <summary>Which answer it is a piece of, where several were asked for.</summary>
    public int Index { get; init; }

    /// <summary>Of the last piece: the functions that the model asks to call.</summary>
    public ToolCall[] ToolCall { get; init; } = [];

    /// <summary>Of the last piece: what became of the calls of the rounds before.</summary>
    public ToolResult[] ToolResult { get; init; } = [];

    /// <summary>Of the last piece: how the rounds of calls ended.</summary>
    public ToolRoundState ToolRoundState { get; init; }

    /// <summary>Of the last piece: why the reply ended.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Of the last piece: the tokens it took.</summary>
    public PSObject? Usage { get; init; }

    /// <summary>The model that answers.</summary>
    public string? Model { get; init; }

    /// <summary>The reply's id.</summary>
    public string? Id { get; init; }

    /// <summary>Of the last piece: the whole conversation, to go on from.</summary>
    public ChatMessage[]? History { get; init; }

    /// <summary>Whether it has anything to show.</summary>
    internal bool HasText => Content.Length > 0 || Reasoning is not null;

    /// <summary>Makes a piece that has this one's text and is not the last.</summary>
    internal ChatDelta WithoutEnd() => new() { Content = Content, Reasoning = Reasoning, Index = Index, Model = Model, Id = Id };

    /// <summary>Makes a last piece without the text of this one.</summary>
    internal ChatDelta WithoutText() => new() { Content = string.Empty, Index = Index, FinishReason = FinishReason, Model = Model, Id = Id };

    /// <summary>Makes the last piece of an answer out of this one.</summary>
    /// <param name="choice">The whole answer.</param>
    /// <param name="usage">The tokens it took.</param>
    /// <param name="loop">The conversation and the calls in it, or null.</param>
    internal ChatDelta Complete(ChatChoice choice, PSObject? usage, ToolLoop<ChatRequest, ChatCompletion>? loop) => new()
    {
        Content = Content,
        Reasoning = Reasoning,
        Index = Index,
        FinishReason = FinishReason,
        Model = Model,
        Id = Id,
        ToolCall = choice.GetToolCalls(),
        ToolResult = loop?.Results ?? [],
        ToolRoundState = loop?.State ?? ToolRoundState.None,
        Usage = usage,
        History = loop is null ? null : [.. loop.Asked!.Messages, .. ChatOutput.GetMessages(choice)],
    };

    /// <inheritdoc/>
    public override string ToString() => Content;
}
