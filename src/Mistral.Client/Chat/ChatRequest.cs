using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Chat;

namespace Mistral.Client;

/// <summary>What a chat with a model and one with an agent have in common. What is null is not sent.</summary>
public abstract record ChatRequest : CompletionRequest
{
    private protected ChatRequest()
    {
    }

    /// <summary>The conversation so far, the question last.</summary>
    [JsonPropertyOrder(-1)]
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>The form of the reply.</summary>
    public ResponseFormat? ResponseFormat { get; init; }

    /// <summary>The functions that the model may ask to call; 128 at most.</summary>
    public IReadOnlyList<ChatTool>? Tools { get; init; }

    /// <summary>Whether it may, must or must not call a function, or which one.</summary>
    public ToolChoice? ToolChoice { get; init; }

    /// <summary>Penalty for words that have come already, -2 to 2.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>Penalty for words by how often they have come already, -2 to 2.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>How many answers to give, 1 or more.</summary>
    public int? N { get; init; }

    /// <summary>What the reply is expected to be for the most part.</summary>
    public Prediction? Prediction { get; init; }

    /// <summary>Whether one message may ask for several calls.</summary>
    public bool? ParallelToolCalls { get; init; }

    /// <summary>How much to think first: <c>none</c>, <c>minimal</c>, <c>low</c>, <c>medium</c>, <c>high</c>, <c>xhigh</c>.</summary>
    public string? ReasoningEffort { get; init; }

    /// <summary><c>reasoning</c> for the server's own system prompt of reasoning models, <c>none</c> for going without it, which is sent as null.</summary>
    [JsonConverter(typeof(PromptModeConverter))]
    public string? PromptMode { get; init; }

    /// <summary>Moderation of what is asked, each as the API writes it.</summary>
    public IReadOnlyList<JsonElement>? Guardrails { get; init; }

    /// <summary>Which capacity may serve it: <c>auto</c>, <c>standard_only</c>.</summary>
    public string? ServiceTier { get; init; }

    internal sealed override RequestBody CreateBody()
    {
        DeferredMedia slots = new();
        ChatRequest sent = this with { Messages = [.. Messages.Where(m => !m.IsEmptyTurn).Select(m => m.ForReplay(slots))] };
        return slots.Fill(sent.Serialize());
    }

    private protected abstract byte[] Serialize();
}
