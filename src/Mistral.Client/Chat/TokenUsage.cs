using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client;

/// <summary>The tokens that a request took.</summary>
public sealed class TokenUsage
{
    /// <summary>Tokens of the request.</summary>
    public int PromptTokens { get; init; }

    /// <summary>Tokens of the reply.</summary>
    public int? CompletionTokens { get; init; }

    /// <summary>Both together.</summary>
    public int TotalTokens { get; init; }

    /// <summary>Every other field, as it came: the server tells more than its document says.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{PromptTokens} + {CompletionTokens ?? 0} = {TotalTokens} tokens";
}
