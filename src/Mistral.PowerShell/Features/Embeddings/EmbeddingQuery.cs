namespace Mistral.PowerShell;

/// <summary>What a search looks for: a text, or a vector.</summary>
public sealed class EmbeddingQuery
{
    internal EmbeddingQuery(string text)
    {
        Text = text;
    }

    internal EmbeddingQuery(float[] vector)
    {
        Vector = vector;
    }

    internal EmbeddingQuery(Embedding embedding)
    {
        Vector = embedding.Vector;
        DataType = embedding.DataType;
        Model = embedding.Model;
    }

    /// <summary>The text; null where it is a vector.</summary>
    public string? Text { get; }

    /// <summary>The vector; null where it is a text.</summary>
    public float[]? Vector { get; }

    /// <summary>The type of the vector's numbers; null where nobody knows.</summary>
    public EmbeddingDataType? DataType { get; }

    /// <summary>The model that made the vector; null where nobody knows.</summary>
    public string? Model { get; }

    /// <inheritdoc/>
    public override string ToString() => Text ?? "-Query";
}
