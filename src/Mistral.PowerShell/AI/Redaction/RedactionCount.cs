using System.Collections.Generic;
using System.Linq;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>Counts what was replaced in a request.</summary>
internal sealed class RedactionCount
{
    private readonly SortedDictionary<string, int> _counts = [];

    /// <summary>Whether the request has images, sounds or documents, in which nothing can be replaced.</summary>
    public bool HasUnseenMedia { get; set; }

    /// <summary>Whether nothing was replaced.</summary>
    public bool IsEmpty => _counts.Count == 0;

    public void Add(RedactionRule rule)
    {
        _ = _counts.TryGetValue(rule.Name, out int count);
        _counts[rule.Name] = count + 1;
    }

    /// <summary>Such as <c>Email 2, IPv4 1</c>.</summary>
    public override string ToString() => string.Join(", ", _counts.Select(c => $"{c.Key} {c.Value}"));
}
