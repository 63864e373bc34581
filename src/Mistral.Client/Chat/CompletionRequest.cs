using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client;

/// <summary>What requests for a completion have in common. What is null is not sent.</summary>
public abstract record CompletionRequest
{
    private protected CompletionRequest()
    {
    }

    /// <summary>The most tokens to write.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Texts that end the reply.</summary>
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>A seed for repeatable sampling, 0 or more.</summary>
    public int? RandomSeed { get; init; }

    /// <summary>Data of the caller's own, an object.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Requests of the same key share what the server keeps of the beginning they have in common.</summary>
    public string? PromptCacheKey { get; init; }

    /// <summary>Whether the reply comes as a stream. Set by the operation.</summary>
    [JsonPropertyOrder(1)]
    public bool? Stream { get; internal init; }

    internal abstract string Path { get; }

    internal abstract RequestBody CreateBody();
}
