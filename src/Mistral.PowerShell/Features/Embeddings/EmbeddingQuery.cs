namespace Mistral.PowerShell;

/// <summary>The query of a search: a text, or a vector.</summary>
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

    /// <summary>The text; null if the query is a vector.</summary>
    public string? Text { get; }

    /// <summary>The vector; null if the query is a text.</summary>
    public float[]? Vector { get; }

    /// <summary>The type of the vector's numbers; null if unknown.</summary>
    public EmbeddingDataType? DataType { get; }

    /// <summary>The model that created the vector; null if unknown.</summary>
    public string? Model { get; }

    /// <inheritdoc/>
    public override string ToString() => Text ?? "-Query";
}
