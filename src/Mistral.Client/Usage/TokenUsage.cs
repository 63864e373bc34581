using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client;

/// <summary>The tokens that a request took.</summary>
public sealed class TokenUsage
{
    /// <summary>Tokens of the request.</summary>
    [JsonInclude]
    public int PromptTokens { get; internal set; }

    /// <summary>Tokens of the reply.</summary>
    [JsonInclude]
    public int? CompletionTokens { get; internal set; }

    /// <summary>Both together.</summary>
    [JsonInclude]
    public int TotalTokens { get; internal set; }

    /// <summary>Tokens of the request that the server had kept from an earlier one; null where it does not tell.</summary>
    [JsonInclude]
    public int? NumCachedTokens { get; internal set; }

    /// <summary>How many requests to models it took; null where the server does not tell.</summary>
    [JsonInclude]
    public int? RequestCount { get; internal set; }

    /// <summary>Every other field, as it came: the server tells more than its document says.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }

    /// <summary>Whether it tells nothing.</summary>
    internal bool IsEmpty => PromptTokens == 0 && TotalTokens == 0 && CompletionTokens is null or 0 && Other is null or { Count: 0 };

    /// <inheritdoc/>
    public override string ToString() => $"{PromptTokens} + {CompletionTokens ?? 0} = {TotalTokens} {(TotalTokens == 1 ? "token" : "tokens")}";
}
