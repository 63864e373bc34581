using System.Collections.Generic;

namespace Mistral.Client;

/// <summary>The sampling parameters of a conversation. Null values are not sent.</summary>
public sealed record ConversationCompletionArgs
{
    /// <summary>Sampling temperature, 0 to 1.</summary>
    public double? Temperature { get; init; }

    /// <summary>Nucleus sampling: the share of probability considered, above 0 and up to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>The maximum number of tokens of the answer.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The texts that end the answer.</summary>
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>A seed for repeatable sampling, 0 or more.</summary>
    public int? RandomSeed { get; init; }

    /// <summary>Penalty for words that have been used already, -2 to 2.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>Penalty for words by how often they have been used already, -2 to 2.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>The expected text of most of the answer, to make it faster.</summary>
    public Prediction? Prediction { get; init; }

    /// <summary>The format of the answer.</summary>
    public ResponseFormat? ResponseFormat { get; init; }

    /// <summary>Whether the model may, must or must not use a tool: <c>auto</c>, <c>none</c>, <c>any</c>, <c>required</c>.</summary>
    public string? ToolChoice { get; init; }

    /// <summary>How much reasoning the model does first: <c>none</c>, <c>minimal</c>, <c>low</c>, <c>medium</c>, <c>high</c>, <c>xhigh</c>.</summary>
    public string? ReasoningEffort { get; init; }
}
