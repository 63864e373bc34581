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

    /// <summary>The rank of the match, from 1 for the best.</summary>
    public int Place { get; }

    /// <summary>The cosine similarity to the query, from -1 to 1.</summary>
    public double Score { get; }

    /// <summary>The embedding's text.</summary>
    public string Text => Embedding.Text;

    /// <summary>The full path of the text's file; null if the text isn't from a file.</summary>
    public string? Path => Embedding.Path;

    /// <summary>The embedding itself.</summary>
    public Embedding Embedding { get; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
