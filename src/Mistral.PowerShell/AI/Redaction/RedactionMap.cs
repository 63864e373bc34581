using System;
using System.Collections.Generic;
using System.Linq;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>The marks of a conversation and their values. The same value has the same mark. Threads may share a map.</summary>
/// <param name="first">The number of the first mark of each rule.</param>
internal sealed class RedactionMap(int first = 1)
{
    private readonly object _lock = new();
    private readonly Dictionary<string, string> _marks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly KnownValues _known = new();

    /// <summary>Whether the map has no marks.</summary>
    public bool IsEmpty => _values.Count == 0;

    /// <summary>Gets the mark of a value, and creates it if necessary.</summary>
    public string GetMark(string value, RedactionRule rule)
    {
        lock (_lock)
        {
            if (!_marks.TryGetValue(value, out string? mark))
            {
                _ = _counts.TryGetValue(rule.MarkName, out int count);
                mark = RedactionMark.Create(rule.MarkName, first + count);
                _counts[rule.MarkName] = count + 1;
                _marks.Add(value, mark);
                _values.Add(mark, value);
                _known.Add(value, rule);
            }

            return mark;
        }
    }

    /// <summary>Gets the value of a mark; null for an unknown mark.</summary>
    public string? FindValue(string mark)
    {
        lock (_lock)
        {
            return _values.TryGetValue(mark, out string? value) ? value : null;
        }
    }

    /// <summary>Adds the places of values that have a mark already, where a rule alone wouldn't find them.</summary>
    public void FindKnown(string text, List<FoundValue> found)
    {
        lock (_lock)
        {
            _known.Find(text, found);
        }
    }

    /// <summary>Whether a text is the beginning of a mark of this map. The text begins with a bracket.</summary>
    public bool IsBeginning(string text)
    {
        lock (_lock)
        {
            return _counts.Any(c => IsBeginning(text, c.Key, c.Value));
        }
    }

    private bool IsBeginning(string text, string name, int count)
    {
        string whole = "<" + name + "_";
        if (text.Length <= whole.Length)
        {
            return whole.StartsWith(text, StringComparison.Ordinal);
        }

        if (!text.StartsWith(whole, StringComparison.Ordinal) || text[whole.Length] == '0' || text.Length > whole.Length + 10)
        {
            return false;
        }

        long low = 0;
        for (int i = whole.Length; i < text.Length; i++)
        {
            if (text[i] is not (>= '0' and <= '9'))
            {
                return false;
            }

            low = (low * 10) + text[i] - '0';
        }

        // The digits may be followed by others.
        long last = (long)first + count - 1;
        for (long high = low; low <= last; low *= 10, high = (high * 10) + 9)
        {
            if (high >= first)
            {
                return true;
            }
        }

        return false;
    }
}
