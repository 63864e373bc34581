using System;

namespace Mistral.Client.Errors;

/// <summary>Joins texts of different origin into one message.</summary>
internal static class Sentences
{
    private static readonly char[] s_ends = ['.', '!', '?', ':', '\u2026', '\u3002'];
    private static readonly char[] s_closing = ['"', '\'', ')', ']'];

    /// <summary>Joins two texts as two sentences.</summary>
    /// <param name="first">The first text. It may lack a full stop, as some messages of servers do.</param>
    /// <param name="second">The second text.</param>
    public static string Join(string first, string second) => $"{End(first)} {second}";

    /// <summary>Adds a full stop to a text that doesn't end with a punctuation mark.</summary>
    public static string End(string text)
    {
        string trimmed = text.TrimEnd();
        string words = trimmed.TrimEnd(s_closing);
        return words.Length == 0 || Array.IndexOf(s_ends, words[words.Length - 1]) >= 0 ? trimmed : trimmed + ".";
    }
}
