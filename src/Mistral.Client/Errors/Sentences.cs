using System;

namespace Mistral.Client.Errors;

/// <summary>Joins texts that come from different places into one message.</summary>
internal static class Sentences
{
    private static readonly char[] s_ends = ['.', '!', '?', ':', '\u2026', '\u3002'];
    private static readonly char[] s_closing = ['"', '\'', ')', ']'];

    /// <summary>Gets the first text and the second one after it, as sentences of their own.</summary>
    /// <param name="first">A text that may end without a full stop, such as the message of a server.</param>
    /// <param name="second">The text that follows it.</param>
    public static string Join(string first, string second) => $"{End(first)} {second}";

    /// <summary>Gets a text with a full stop at its end, where it has no such mark.</summary>
    public static string End(string text)
    {
        string trimmed = text.TrimEnd();
        string words = trimmed.TrimEnd(s_closing);
        return words.Length == 0 || Array.IndexOf(s_ends, words[words.Length - 1]) >= 0 ? trimmed : trimmed + ".";
    }
}
