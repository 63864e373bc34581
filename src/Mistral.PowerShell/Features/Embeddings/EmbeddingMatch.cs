namespace Mistral.PowerShell;

/// <summary>An embedding that a search found.</summary>
public sealed class EmbeddingMatch
{
    internal EmbeddingMatch(int place, double score, Embedding embedding)
    {
        Place = place;
        Score = score;
        Embedding = embedding;
    }

    /// <summary>Its place among those found, from 1 for the best.</summary>
    public int Place { get; }

    /// <summary>How near it is to the query: the cosine of the angle between the two, from -1 to 1.</summary>
    public double Score { get; }

    /// <summary>The embedding's text.</summary>
    public string Text => Embedding.Text;

    /// <summary>The full path of the file that the text is from; null where it is from none.</summary>
    public string? Path => Embedding.Path;

    /// <summary>The embedding itself.</summary>
    public Embedding Embedding { get; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
