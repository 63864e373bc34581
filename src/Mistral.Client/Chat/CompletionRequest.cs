using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client;

/// <summary>The properties that all completion requests share. Null values are not sent.</summary>
public abstract record CompletionRequest
{
    private protected CompletionRequest()
    {
    }

    /// <summary>The maximum number of tokens of the answer.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>The texts that end the answer.</summary>
    public IReadOnlyList<string>? Stop { get; init; }

    /// <summary>A seed for repeatable sampling, 0 or more.</summary>
    public int? RandomSeed { get; init; }

    /// <summary>The caller's own data, a JSON object.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>A key for prompt caching: requests with the same key share the cached beginning of their prompts.</summary>
    public string? PromptCacheKey { get; init; }

    /// <summary>Whether the response is a stream. Set by the operation.</summary>
    [JsonPropertyOrder(1)]
    public bool? Stream { get; internal init; }

    internal abstract string Path { get; }

    /// <summary>The id of the model or the agent.</summary>
    internal abstract string ModelOrAgent { get; }

    internal abstract RequestBody CreateBody();
}
