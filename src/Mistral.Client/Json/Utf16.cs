using System;
using System.Text;

namespace Mistral.Client.Json;

/// <summary>Handles text with single surrogates.</summary>
internal static class Utf16
{
    public const char Replacement = '\uFFFD';

    /// <summary>Replaces each single surrogate by U+FFFD. Returns the same instance if nothing was replaced.</summary>
    public static string ReplaceHalves(string text)
    {
        int first = FindHalf(text, start: 0);
        if (first < 0)
        {
            return text;
        }

        StringBuilder whole = new(text);
        for (int at = first; at >= 0; at = FindHalf(text, at + 1))
        {
            whole[at] = Replacement;
        }

        return whole.ToString();
    }

    private static int FindHalf(string text, int start)
    {
        int offset = IndexOfSurrogate(text.AsSpan(start));
        if (offset < 0)
        {
            return -1;
        }

        for (int i = start + offset; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static int IndexOfSurrogate(ReadOnlySpan<char> text)
    {
#if NET
        return text.IndexOfAnyInRange('\uD800', '\uDFFF');
#else
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]))
            {
                return i;
            }
        }

        return -1;
#endif
    }
}
