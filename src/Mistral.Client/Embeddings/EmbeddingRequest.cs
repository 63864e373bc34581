using System.Collections.Generic;

namespace Mistral.Client;

/// <summary>The body of <c>POST /v1/embeddings</c>. Null values are not sent.</summary>
public sealed record EmbeddingRequest
{
    /// <summary>The model's id.</summary>
    public required string Model { get; init; }

    /// <summary>The texts, about 8,000 tokens each at most.</summary>
    public required IReadOnlyList<string> Input { get; init; }

    /// <summary>The length of each vector. Not every model supports it.</summary>
    public int? OutputDimension { get; init; }

    /// <summary>The type of the numbers: <c>float</c>, <c>int8</c>, <c>uint8</c>, <c>binary</c> or <c>ubinary</c>.</summary>
    public string? OutputDtype { get; init; }

    /// <summary>The format of the vectors in the response: <c>float</c> for lists of numbers, <c>base64</c> for little-endian bytes.</summary>
    public string? EncodingFormat { get; init; }
}
