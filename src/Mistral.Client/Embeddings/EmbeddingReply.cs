using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Embeddings;

namespace Mistral.Client;

/// <summary>The response of <c>POST /v1/embeddings</c>.</summary>
public sealed class EmbeddingReply
{
    /// <summary>The id of the response.</summary>
    public string? Id { get; init; }

    /// <summary>The model that created the vectors.</summary>
    public string? Model { get; init; }

    /// <summary>The vectors, one for each text.</summary>
    public required IReadOnlyList<EmbeddingVector> Data { get; init; }

    /// <summary>The token usage.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>All other fields, unchanged.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }
}

/// <summary>The vector of one text.</summary>
public sealed class EmbeddingVector
{
    /// <summary>The index of the text in the request, from 0.</summary>
    [JsonIgnore]
    public int Index => GivenIndex ?? 0;

    /// <summary>The index that the server sent; null without one.</summary>
    [JsonInclude]
    [JsonPropertyName("index")]
    [JsonConverter(typeof(EmbeddingIndexConverter))]
    internal int? GivenIndex { get; init; }

    /// <summary>The vector. All types except <c>float</c> have whole numbers.</summary>
    [JsonConverter(typeof(VectorConverter))]
    public required float[] Embedding { get; init; }
}
