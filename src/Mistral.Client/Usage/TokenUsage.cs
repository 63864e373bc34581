using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client;

/// <summary>The token usage of a request.</summary>
public sealed class TokenUsage
{
    /// <summary>The number of tokens of the request.</summary>
    [JsonInclude]
    public int PromptTokens { get; internal set; }

    /// <summary>The number of tokens of the response.</summary>
    [JsonInclude]
    public int? CompletionTokens { get; internal set; }

    /// <summary>The number of tokens of request and response.</summary>
    [JsonInclude]
    public int TotalTokens { get; internal set; }

    /// <summary>The number of request tokens that came from the server's cache; null if the server doesn't say.</summary>
    [JsonInclude]
    public int? NumCachedTokens { get; internal set; }

    /// <summary>The number of requests to models; null if the server doesn't say.</summary>
    [JsonInclude]
    public int? RequestCount { get; internal set; }

    /// <summary>All other fields, unchanged. The server sends more than its specification says.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }

    /// <summary>Whether all values are 0 or missing.</summary>
    internal bool IsEmpty => PromptTokens == 0 && TotalTokens == 0 && CompletionTokens is null or 0 && Other is null or { Count: 0 };

    /// <inheritdoc/>
    public override string ToString() => $"{PromptTokens} + {CompletionTokens ?? 0} = {TotalTokens} {(TotalTokens == 1 ? "token" : "tokens")}";
}
