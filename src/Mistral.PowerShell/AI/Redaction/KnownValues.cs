using System;
using System.Collections.Generic;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>
/// Finds known values as words in a text, such as a user name that was found in a path before. The time is proportional to the
/// length of the text, whatever the number of values, because pieces of the text are found by a hash.
/// </summary>
internal sealed class KnownValues
{
    private const int MinLength = 2;

    // A longer value, such as a key in several lines, is found by its rule wherever it stands.
    private const int MaxLength = 128;

    private const ulong Base = 0x9E3779B97F4A7C15;

    private readonly Dictionary<ulong, (string Value, RedactionRule Rule)> _values = [];
    private readonly bool[] _lengths = new bool[MaxLength + 1];
    private readonly ulong[] _powers = new ulong[MaxLength + 1];
    private int _maxLength;

    public KnownValues()
    {
        _powers[0] = 1;
        for (int i = 1; i < _powers.Length; i++)
        {
            _powers[i] = _powers[i - 1] * Base;
        }
    }

    public void Add(string value, RedactionRule rule)
    {
        if (value.Length is < MinLength or > MaxLength)
        {
            return;
        }

        ulong hash = 0;
        foreach (char c in value)
        {
            hash = Append(hash, c);
        }

        _values[hash] = (value, rule);
        _lengths[value.Length] = true;
        _maxLength = Math.Max(_maxLength, value.Length);
    }

    /// <summary>Adds the places of values that begin and end where a word does.</summary>
    public void Find(string text, List<FoundValue> found)
    {
        if (_values.Count == 0)
        {
            return;
        }

        // The hashes of the text up to the ends of words.
        List<(int Index, ulong Hash)> ends = [];
        ulong hash = 0;
        int first = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (IsBoundary(text, i))
            {
                while (first < ends.Count && i - ends[first].Index > _maxLength)
                {
                    first++;
                }

                for (int n = first; n < ends.Count; n++)
                {
                    (int start, ulong before) = ends[n];
                    if (_lengths[i - start] && _values.TryGetValue(hash - (before * _powers[i - start]), out (string Value, RedactionRule Rule) known)
                        && string.CompareOrdinal(text, start, known.Value, 0, i - start) == 0 && known.Value.Length == i - start)
                    {
                        found.Add(new FoundValue(start, i, known.Rule));
                        break;
                    }
                }

                ends.Add((i, hash));
            }

            hash = i < text.Length ? Append(hash, text[i]) : hash;
        }
    }

    private static ulong Append(ulong hash, char c) => (hash * Base) + c + 1;

    private static bool IsBoundary(string text, int index) =>
        index == 0 || index == text.Length || !char.IsLetterOrDigit(text[index - 1]) || !char.IsLetterOrDigit(text[index]);
}
