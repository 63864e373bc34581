using System.Collections.Generic;

namespace Mistral.Client;

/// <summary>The body of <c>POST /v1/chat/completions</c>. What is null is not sent.</summary>
public sealed record ChatCompletionRequest
{
    /// <summary>The model's id.</summary>
    public required string Model { get; init; }

    /// <summary>The conversation so far, the question last.</summary>
    public required IReadOnlyList<ChatMessage> Messages { get; init; }

    /// <summary>Sampling temperature, 0 to 1.5.</summary>
    public double? Temperature { get; init; }

    /// <summary>Nucleus sampling: the share of probability considered, above 0 and up to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>The most tokens to write.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Texts that end the reply.</summary>
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>A seed for repeatable sampling, 0 or more.</summary>
    public int? RandomSeed { get; init; }

    /// <summary>Whether the reply comes as a stream. Set by the operation.</summary>
    public bool? Stream { get; internal init; }
}
