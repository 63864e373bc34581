using System;
using System.Collections.Generic;

namespace Mistral.PowerShell.Features.Indexes;

/// <summary>Divides a text into chunks, if possible at the end of a paragraph, of a line, or of a word.</summary>
internal static class TextChunks
{
    private static readonly string[] s_ends = ["\n\n", "\n", " "];

    /// <summary>Divides a text. Chunks without any letters are left out.</summary>
    /// <param name="text">The text.</param>
    /// <param name="length">The maximum length of a chunk, in characters.</param>
    public static IEnumerable<(int Start, string Text)> Divide(string text, int length)
    {
        for (int start = 0; start < text.Length;)
        {
            int end = FindEnd(text, start, length);
            string chunk = text.Substring(start, end - start);
            if (chunk.Trim().Length > 0)
            {
                yield return (start, chunk);
            }

            start = end;
        }
    }

    private static int FindEnd(string text, int start, int length)
    {
        int limit = start + length;
        if (limit >= text.Length)
        {
            return text.Length;
        }

        // A chunk has at least half of its length, so that a short first line doesn't stand by itself.
        foreach (string mark in s_ends)
        {
            int found = text.LastIndexOf(mark, limit - 1, length / 2, StringComparison.Ordinal);
            if (found > start)
            {
                return Math.Min(found + mark.Length, limit);
            }
        }

        return char.IsHighSurrogate(text[limit - 1]) ? limit - 1 : limit;
    }
}
