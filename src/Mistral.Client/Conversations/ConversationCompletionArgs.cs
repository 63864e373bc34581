using System.Collections.Generic;

namespace Mistral.Client;

/// <summary>How the model of a conversation chooses its words. What is null is not sent.</summary>
public sealed record ConversationCompletionArgs
{
    /// <summary>Sampling temperature, 0 to 1.</summary>
    public double? Temperature { get; init; }

    /// <summary>Nucleus sampling: the share of probability considered, above 0 and up to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>The most tokens to write.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Texts that end the reply.</summary>
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>A seed for repeatable sampling, 0 or more.</summary>
    public int? RandomSeed { get; init; }

    /// <summary>Penalty for words that have come already, -2 to 2.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>Penalty for words by how often they have come already, -2 to 2.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>What the reply is expected to be for the most part.</summary>
    public Prediction? Prediction { get; init; }

    /// <summary>The form of the reply.</summary>
    public ResponseFormat? ResponseFormat { get; init; }

    /// <summary>Whether it may, must or must not use a tool: <c>auto</c>, <c>none</c>, <c>any</c>, <c>required</c>.</summary>
    public string? ToolChoice { get; init; }

    /// <summary>How much to think first: <c>none</c>, <c>minimal</c>, <c>low</c>, <c>medium</c>, <c>high</c>, <c>xhigh</c>.</summary>
    public string? ReasoningEffort { get; init; }
}
