using System;
using System.Collections.Generic;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>Text that looks like a mark. It gets a mark itself, so that it isn't replaced by a value in the response.</summary>
/// <param name="names">The names in marks.</param>
internal sealed class MarkRule(IEnumerable<string> names) : RedactionRule("Mark")
{
    private readonly HashSet<string> _names = [.. names, "MARK"];

    public override void Find(string text, List<FoundValue> found)
    {
        FindFrom("<", text, found);
        FindFrom(@"\u003c", text, found);
    }

    private void FindFrom(string begin, string text, List<FoundValue> found)
    {
        for (int at = text.IndexOf(begin, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(begin, at + begin.Length, StringComparison.OrdinalIgnoreCase))
        {
            int start = at + begin.Length;
            int limit = Math.Min(text.Length, start + RedactionMark.MaxLength);
            int end = start;
            while (end < limit && RedactionMark.IsInner(text[end]))
            {
                end++;
            }

            int close = Ascii.Is(text, end, '>') ? 1 : Ascii.StartsWith(text, end, @"\u003e", StringComparison.OrdinalIgnoreCase) ? 6 : 0;
            if (close > 0 && RedactionMark.FindName(text.Substring(start, end - start)) is { } name && _names.Contains(name))
            {
                Add(found, at, end + close);
            }
        }
    }
}
