using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Moderation;

/// <summary>A table with the names that the API uses, for <c>$_.Scores.pii</c> in scripts. As a string, as in a CSV file, it is its entries.</summary>
internal sealed class ScoreTable : OrderedDictionary
{
    private ScoreTable()
        : base(StringComparer.OrdinalIgnoreCase)
    {
    }

    public static ScoreTable Create<T>(IEnumerable<KeyValuePair<string, T>> values)
    {
        ScoreTable table = new();
        foreach (KeyValuePair<string, T> pair in values)
        {
            table[pair.Key] = pair.Value;
        }

        return table;
    }

    /// <summary>Creates a table in the order of the scores, the highest first.</summary>
    public static ScoreTable CreateSorted(IEnumerable<KeyValuePair<string, double>> scores) => Create(scores.OrderByDescending(s => s.Value));

    public override string ToString() => string.Join("; ", this.Cast<DictionaryEntry>().Select(e => $"{e.Key}={InvariantFormatter.Of(e.Value!)}"));
}
