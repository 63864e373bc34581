using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Chat;

namespace Mistral.Client;

/// <summary>The properties that requests to models and to agents share. Null values are not sent.</summary>
public abstract record ChatRequest : CompletionRequest
{
    private protected ChatRequest()
    {
    }

    /// <summary>The messages of the chat so far, the question last.</summary>
    [JsonPropertyOrder(-1)]
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>The format of the answer.</summary>
    public ResponseFormat? ResponseFormat { get; init; }

    /// <summary>The tools that the model may use, at most 128.</summary>
    public IReadOnlyList<ChatTool>? Tools { get; init; }

    /// <summary>Whether the model may, must or must not call a function, or which function it must call.</summary>
    public ToolChoice? ToolChoice { get; init; }

    /// <summary>Penalty for words that have been used already, -2 to 2.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>Penalty for words by how often they have been used already, -2 to 2.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>The number of answers, 1 or more.</summary>
    public int? N { get; init; }

    /// <summary>The expected text of most of the answer, to make it faster.</summary>
    public Prediction? Prediction { get; init; }

    /// <summary>Whether one message may contain several tool calls.</summary>
    public bool? ParallelToolCalls { get; init; }

    /// <summary>How much reasoning the model does first: <c>none</c>, <c>minimal</c>, <c>low</c>, <c>medium</c>, <c>high</c>, <c>xhigh</c>.</summary>
    public string? ReasoningEffort { get; init; }

    /// <summary><c>reasoning</c> uses the server's system prompt for reasoning models; <c>none</c>, sent as null, uses no such prompt.</summary>
    [JsonConverter(typeof(PromptModeConverter))]
    public string? PromptMode { get; init; }

    /// <summary>The guardrails that moderate the request, as JSON of the API.</summary>
    public IReadOnlyList<JsonElement>? Guardrails { get; init; }

    /// <summary>The capacity that may serve the request: <c>auto</c>, <c>standard_only</c>.</summary>
    public string? ServiceTier { get; init; }

    internal sealed override RequestBody CreateBody() => TryWritePlain() ?? Write();

    /// <summary>Writes the body without the serializer, or returns null if the request isn't plain.</summary>
    private protected abstract RequestBody? TryWritePlain();

    private RequestBody Write()
    {
        DeferredMedia slots = new();
        ChatRequest sent = this with { Messages = [.. Messages.Where(m => !m.IsEmptyTurn).Select(m => m.ForReplay(slots))] };
        return slots.Fill(sent.Serialize());
    }

    private protected abstract byte[] Serialize();
}
