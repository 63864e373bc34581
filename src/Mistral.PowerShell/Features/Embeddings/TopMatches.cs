using System.Collections.Generic;
using System.Linq;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>Keeps the best of many embeddings. Of embeddings with the same score, the earlier one comes first.</summary>
/// <param name="most">The maximum number to keep.</param>
/// <param name="minimum">The minimum score.</param>
internal sealed class TopMatches(int most, double minimum)
{
    private readonly SortedSet<Candidate> _kept = new(Candidate.BestFirst);
    private double _worst;
    private long _added;

    /// <summary>Whether an embedding with this score would be kept now.</summary>
    public bool Wants(double score) => score >= minimum && (_kept.Count < most || score > _worst);

    public void Add(double score, Embedding embedding)
    {
        if (_kept.Count == most)
        {
            _ = _kept.Remove(_kept.Max);
        }

        _ = _kept.Add(new Candidate(score, _added++, embedding));
        _worst = _kept.Max.Score;
    }

    public IEnumerable<EmbeddingMatch> Rank() => _kept.Select((c, i) => new EmbeddingMatch(i + 1, c.Score, c.Embedding));

    private readonly record struct Candidate(double Score, long Order, Embedding Embedding)
    {
        public static readonly IComparer<Candidate> BestFirst = Comparer<Candidate>.Create(
            (a, b) => a.Score != b.Score ? b.Score.CompareTo(a.Score) : a.Order.CompareTo(b.Order));
    }
}
