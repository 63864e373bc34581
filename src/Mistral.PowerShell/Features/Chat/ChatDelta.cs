using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Tools;
using Mistral.PowerShell.Features.Chat;

namespace Mistral.PowerShell;

/// <summary>A piece of a streamed reply. Converted to a string, it is its text. The last piece has the finish reason.</summary>
public sealed class ChatDelta
{
    /// <summary>The new text. May be empty.</summary>
    public required string Content { get; init; }

    /// <summary>The new reasoning, or null.</summary>
    public string? Reasoning { get; init; }

    /// <summary>The index of the answer, from 0, if -Choice requested several.</summary>
    public int Index { get; init; }

    /// <summary>In the last piece: the function calls that the model requests.</summary>
    public ToolCall[] ToolCall { get; init; } = [];

    /// <summary>In the last piece: the results of the tool calls before the reply.</summary>
    public ToolResult[] ToolResult { get; init; } = [];

    /// <summary>In the last piece: how the rounds of tool calls ended.</summary>
    public ToolRoundState ToolRoundState { get; init; }

    /// <summary>In the last piece: the finish reason.</summary>
    public string? FinishReason { get; init; }

    /// <summary>In the last piece: the tokens used.</summary>
    public PSObject? Usage { get; init; }

    /// <summary>In the last piece: the cost of the requests for the reply; null if a price is unknown.</summary>
    public decimal? Cost { get; init; }

    /// <summary>The model that answers.</summary>
    public string? Model { get; init; }

    /// <summary>The id of the reply.</summary>
    public string? Id { get; init; }

    /// <summary>In the last piece: the whole conversation, from which the next question continues.</summary>
    public ChatMessage[]? History { get; init; }

    /// <summary>In the last piece: whether the reply is from the cache. Then it cost nothing.</summary>
    public bool FromCache { get; init; }

    /// <summary>Whether the piece has content or reasoning.</summary>
    internal bool HasText => Content.Length > 0 || Reasoning is not null;

    /// <summary>Creates a piece with the same text and without a finish reason.</summary>
    internal ChatDelta WithoutEnd() => new() { Content = Content, Reasoning = Reasoning, Index = Index, Model = Model, Id = Id };

    /// <summary>Creates a piece with the same finish reason and without text.</summary>
    internal ChatDelta WithoutText() => new() { Content = string.Empty, Index = Index, FinishReason = FinishReason, Model = Model, Id = Id };

    /// <summary>Creates the last piece of an answer from this one.</summary>
    /// <param name="choice">The complete answer.</param>
    /// <param name="usage">The tokens used.</param>
    /// <param name="cost">The cost; null if it is unknown.</param>
    /// <param name="loop">The tool loop, or null.</param>
    /// <param name="isFromCache">Whether the response is from the cache.</param>
    internal ChatDelta Complete(ChatChoice choice, PSObject? usage, decimal? cost, ToolLoop<ChatRequest, ChatCompletion>? loop, bool isFromCache) => new()
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
        Cost = cost,
        FromCache = isFromCache,
        History = loop is null ? null : [.. loop.Asked!.Messages, .. ChatOutput.GetMessages(choice)],
    };

    /// <inheritdoc/>
    public override string ToString() => Content;
}
