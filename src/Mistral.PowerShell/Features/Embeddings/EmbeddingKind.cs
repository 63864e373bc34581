namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>What vectors must have in common to be compared or kept together.</summary>
/// <param name="Model">The model that made them; null where nobody knows.</param>
/// <param name="DataType">The type of their numbers.</param>
/// <param name="Length">How many numbers each has.</param>
internal readonly record struct EmbeddingKind(string? Model, EmbeddingDataType DataType, int Length)
{
    public static EmbeddingKind Of(Embedding embedding) => new(embedding.Model, embedding.DataType, embedding.Vector.Length);

    /// <summary>Tells in what another kind differs, as the end of a sentence; null where they fit.</summary>
    public string? FindDifference(EmbeddingKind other) =>
        Length != other.Length ? $"has {other.Length} numbers and not {Length}"
        : DataType != other.DataType ? $"has numbers of type {other.DataType} and not {DataType}"
        : Model is not null && other.Model is not null && Model != other.Model ? $"is of the model {other.Model} and not of {Model}"
        : null;
}
