using System;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.Linq;

namespace Mistral.PowerShell.Features.Moderation;

/// <summary>Makes tables of what a model says, under the names that the API gives, for <c>$_.Scores.pii</c> in scripts.</summary>
internal static class ScoreTable
{
    public static OrderedDictionary Create<T>(IEnumerable<KeyValuePair<string, T>> values)
    {
        OrderedDictionary table = new(StringComparer.OrdinalIgnoreCase);
        foreach (KeyValuePair<string, T> pair in values)
        {
            table[pair.Key] = pair.Value;
        }

        return table;
    }

    /// <summary>Sorts by score, the highest first.</summary>
    public static OrderedDictionary CreateSorted(IEnumerable<KeyValuePair<string, double>> scores) => Create(scores.OrderByDescending(s => s.Value));
}
