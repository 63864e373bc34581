using System.Collections.Generic;

namespace Mistral.Client;

/// <summary>The body of <c>POST /v1/embeddings</c>. What is null is not sent.</summary>
public sealed record EmbeddingRequest
{
    /// <summary>The model's id.</summary>
    public required string Model { get; init; }

    /// <summary>The texts. The server takes about 8,000 tokens for each.</summary>
    public required IReadOnlyList<string> Input { get; init; }

    /// <summary>The length of each vector, where the model lets it be chosen.</summary>
    public int? OutputDimension { get; init; }

    /// <summary>The type of each number: <c>float</c>, <c>int8</c>, <c>uint8</c>, <c>binary</c> or <c>ubinary</c>.</summary>
    public string? OutputDtype { get; init; }

    /// <summary>How the vectors travel: <c>float</c>, as lists of numbers, or <c>base64</c>, as their little-endian bytes.</summary>
    public string? EncodingFormat { get; init; }
}
