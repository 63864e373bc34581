using System.Collections.Generic;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>The place of a value in a text.</summary>
/// <param name="Start">The index of the first character.</param>
/// <param name="End">The index after the last character.</param>
/// <param name="Rule">The rule that found it.</param>
internal readonly record struct FoundValue(int Start, int End, RedactionRule Rule)
{
    /// <summary>The length in characters.</summary>
    public int Length => End - Start;

    /// <summary>Sorts places, and joins those that overlap, so that no part of a value remains. The longest names the joined value.</summary>
    public static void Join(List<FoundValue> found)
    {
        // A stable order: of two equal places, the earlier rule is first.
        List<(FoundValue Place, int Order)> sorted = new(found.Count);
        foreach (FoundValue place in found)
        {
            sorted.Add((place, sorted.Count));
        }

        sorted.Sort(static (a, b) => a.Place.Start != b.Place.Start ? a.Place.Start.CompareTo(b.Place.Start)
            : a.Place.End != b.Place.End ? b.Place.End.CompareTo(a.Place.End)
            : a.Order.CompareTo(b.Order));
        found.Clear();
        int longest = 0;
        foreach ((FoundValue place, int _) in sorted)
        {
            if (found.Count == 0 || place.Start >= found[found.Count - 1].End)
            {
                found.Add(place);
                longest = place.Length;
                continue;
            }

            FoundValue last = found[found.Count - 1];
            RedactionRule rule = place.Length > longest ? place.Rule : last.Rule;
            longest = System.Math.Max(longest, place.Length);
            found[found.Count - 1] = new FoundValue(last.Start, System.Math.Max(last.End, place.End), rule);
        }
    }
}
