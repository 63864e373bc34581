using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Embeddings;

namespace Mistral.Client;

/// <summary>The reply of <c>POST /v1/embeddings</c>.</summary>
public sealed class EmbeddingReply
{
    /// <summary>The reply's id.</summary>
    public string? Id { get; init; }

    /// <summary>The model that made the vectors.</summary>
    public string? Model { get; init; }

    /// <summary>One vector a text.</summary>
    public required IReadOnlyList<EmbeddingVector> Data { get; init; }

    /// <summary>The tokens it took.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Every other field, as it came.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }
}

/// <summary>The vector of one text.</summary>
public sealed class EmbeddingVector
{
    /// <summary>Which text of the request.</summary>
    [JsonIgnore]
    public int Index => GivenIndex ?? 0;

    /// <summary>Which text of the request the server says it is; null where it does not say.</summary>
    [JsonInclude]
    [JsonPropertyName("index")]
    [JsonConverter(typeof(EmbeddingIndexConverter))]
    internal int? GivenIndex { get; init; }

    /// <summary>The vector. Of a type other than <c>float</c> the numbers are whole.</summary>
    [JsonConverter(typeof(VectorConverter))]
    public required float[] Embedding { get; init; }
}
