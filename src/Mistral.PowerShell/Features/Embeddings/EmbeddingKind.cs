namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>The properties that must be equal for vectors to be compared or saved together.</summary>
/// <param name="Model">The model that created them; null if unknown.</param>
/// <param name="DataType">The type of their numbers.</param>
/// <param name="Length">The number of values of each vector.</param>
internal readonly record struct EmbeddingKind(string? Model, EmbeddingDataType DataType, int Length)
{
    public static EmbeddingKind Of(Embedding embedding) => new(embedding.Model, embedding.DataType, embedding.Vector.Length);

    /// <summary>Describes the difference to another kind, as the end of a sentence; null if they match.</summary>
    public string? FindDifference(EmbeddingKind other) =>
        Length != other.Length ? $"has {other.Length} numbers, not {Length}"
        : DataType != other.DataType ? $"has numbers of type {other.DataType}, not {DataType}"
        : Model is not null && other.Model is not null && Model != other.Model ? $"has the model {other.Model}, not {Model}"
        : null;
}
