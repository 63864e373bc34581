using System.Collections.Generic;
using System.Linq;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>The few best of many embeddings. Of equally good ones the earlier comes first.</summary>
/// <param name="most">How many are kept.</param>
/// <param name="minimum">The least score that counts.</param>
internal sealed class TopMatches(int most, double minimum)
{
    private readonly SortedSet<Candidate> _kept = new(Candidate.BestFirst);
    private double _worst;
    private long _added;

    /// <summary>Whether one of this score would be kept, were it added now.</summary>
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
