using System;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>Classes of characters, and runs of them.</summary>
internal static class Ascii
{
    public static bool IsDigit(char c) => c is >= '0' and <= '9';

    public static bool IsHex(char c) => c is (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F');

    public static bool IsLetter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    public static bool IsAlphanumeric(char c) => IsLetter(c) || IsDigit(c);

    /// <summary>A character of base64url.</summary>
    public static bool IsKey(char c) => IsAlphanumeric(c) || c is '_' or '-';

    /// <summary>A character of base64, of base64url, or of a bearer token.</summary>
    public static bool IsToken(char c) => IsKey(c) || c is '.' or '~' or '+' or '/' or '=';

    /// <summary>Whether a character is a letter or a digit of any script. False outside the text.</summary>
    public static bool IsWordAt(string text, int index) => (uint)index < (uint)text.Length && char.IsLetterOrDigit(text[index]);

    /// <summary>Whether the text has this character at the index.</summary>
    public static bool Is(string text, int index, char c) => (uint)index < (uint)text.Length && text[index] == c;

    /// <summary>Whether the text continues with another one.</summary>
    public static bool StartsWith(string text, int index, string other, StringComparison comparison = StringComparison.Ordinal) =>
        index + other.Length <= text.Length && text.AsSpan(index, other.Length).Equals(other.AsSpan(), comparison);

    /// <summary>Gets the end of a run of characters.</summary>
    public static int EndOf(string text, int index, Func<char, bool> isPart)
    {
        while (index < text.Length && isPart(text[index]))
        {
            index++;
        }

        return index;
    }
}
