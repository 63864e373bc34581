using System.Collections.Generic;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>MAC addresses: 00:11:22:33:44:55, 00-11-22-33-44-55 or 0011.2233.4455.</summary>
internal sealed class MacRule() : RedactionRule("Mac")
{
    private const int Digits = 12;

    public override void Find(string text, List<FoundValue> found)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (Ascii.IsHex(text[i]) && !Ascii.IsWordAt(text, i - 1) && (EndOf(text, i, group: 2) ?? EndOf(text, i, group: 4)) is { } end)
            {
                Add(found, i, end);
                i = end - 1;
            }
        }
    }

    private static int? EndOf(string text, int start, int group)
    {
        int end = start + Digits + (Digits / group) - 1;
        if (end > text.Length)
        {
            return null;
        }

        char separator = text[start + group];
        if (group == 2 ? separator is not (':' or '-') : separator != '.')
        {
            return null;
        }

        for (int i = start, n = 0; i < end; i++, n = (n + 1) % (group + 1))
        {
            if (n == group ? text[i] != separator : !Ascii.IsHex(text[i]))
            {
                return null;
            }
        }

        bool isLonger = Ascii.IsWordAt(text, end)
            || (Ascii.Is(text, end, separator) && end + 1 < text.Length && Ascii.IsHex(text[end + 1]))
            || (Ascii.Is(text, start - 1, separator) && Ascii.IsWordAt(text, start - 2));
        return isLonger ? null : end;
    }
}
