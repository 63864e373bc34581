using System;
using System.Collections.Generic;
using System.Net;
using System.Security;
using System.Text;

namespace Mistral.Client.Authentication;

/// <summary>
/// Removes the key from text of a server, so that it appears in no error and no log, even if the server repeats it.
/// The time grows linearly with the length of the text.
/// </summary>
/// <param name="key">The key that was sent, or null if no key was sent.</param>
/// <param name="secrets">Other secrets that were sent, such as the credentials of a connector.</param>
internal sealed class KeyRedactor(SecureString? key, params IReadOnlyList<SecureString> secrets)
{
    private const string Replacement = "[API key]";
    private const string SecretReplacement = "[secret]";

    // Keys of local gateways may be short words. Other words may contain these.
    private const int MinLengthInsideWords = 8;
    private const int MaxEntityLength = 10;

    /// <summary>Whether bytes of UTF-8 contain the key.</summary>
    public bool IsIn(ReadOnlyMemory<byte> utf8)
    {
        string text = Encoding.UTF8.GetString(utf8.ToArray());
        return Hide(text) != text;
    }

    /// <summary>Gets the text without the key.</summary>
    /// <param name="text">The text of the server.</param>
    /// <param name="limit">The maximum number of characters. The rest of a longer text is neither read nor returned.</param>
    public string? Hide(string? text, int limit = int.MaxValue)
    {
        if (text is null or "")
        {
            return text;
        }

        // The text is cut only when all secrets are replaced, because a part of one would not be found.
        foreach (SecureString secret in secrets)
        {
            SecureStringConverter.Reveal(secret, characters => text = Hide(text, new string(characters).Trim(), int.MaxValue, SecretReplacement));
        }

        return Hide(text, SecureStringConverter.ToText(key), limit);
    }

    /// <summary>Gets the text without the key. Finds the key also in URL, HTML, JSON and Base64 encoding.</summary>
    /// <param name="text">The text of the server.</param>
    /// <param name="key">The key that was sent.</param>
    /// <param name="limit">The maximum number of characters.</param>
    /// <param name="replacement">The text in place of the key.</param>
    public static string? Hide(string? text, string? key, int limit = int.MaxValue, string replacement = Replacement)
    {
        if (text is null || string.IsNullOrEmpty(key))
        {
            return text?.Length > limit ? text.Substring(0, limit) : text;
        }

        bool isWord = key!.Length < MinLengthInsideWords;
        int shortestForm = ((key.Length + 1) / 3 * 4) - 4;
        string[]? encoded = null;
        StringBuilder shown = new();
        int endOfRun = 0;
        int at = 0;
        while (at < text.Length && shown.Length < limit)
        {
            if (at >= endOfRun)
            {
                endOfRun = FindEndOfBase64(text, at);
                if (!isWord && endOfRun - at >= shortestForm && HoldsAny(text, at, endOfRun, encoded ??= GetBase64Forms(key)))
                {
                    // The first and last characters depend on the characters around the key, so the complete run is replaced.
                    _ = shown.Append(replacement);
                    at = endOfRun;
                    continue;
                }
            }

            if (Measure(text, at, key) is { } length && !(isWord && IsInsideWord(text, at, length)))
            {
                _ = shown.Append(replacement);
                at += length;
            }
            else
            {
                _ = shown.Append(text[at++]);
            }
        }

        return shown.ToString(0, Math.Min(shown.Length, limit));
    }

    private static bool IsInsideWord(string text, int start, int length) =>
        (start > 0 && IsWordCharacter(text[start - 1])) || (start + length < text.Length && IsWordCharacter(text[start + length]));

    private static bool IsWordCharacter(char c) => char.IsLetterOrDigit(c) || c is '_' or '-';

    // Returns how many characters the key takes from here on, or null if the key isn't here.
    private static int? Measure(string text, int start, string key)
    {
        int at = start;
        for (int next = 0; next < key.Length; next++)
        {
            if (at >= text.Length)
            {
                return null;
            }

            (char read, int length) = ReadEscaped(text, at);
            bool isItself = IsSame(text[at], key[next]);
            if (!IsSame(read, key[next]))
            {
                if (!isItself)
                {
                    return null;
                }

                length = 1;
            }
            else if (isItself && length > 1)
            {
                return FindEnd(text, [at + 1, at + length], key, next + 1) - start;
            }

            at += length;
        }

        return at - start;
    }

    // A key may contain what looks like an escape of its own character, such as %25. Then the rest has several places to begin.
    private static int? FindEnd(string text, SortedSet<int> places, string key, int next)
    {
        for (; next < key.Length && places.Count > 0; next++)
        {
            SortedSet<int> following = [];
            foreach (int at in places)
            {
                if (at >= text.Length)
                {
                    break;
                }

                (char read, int length) = ReadEscaped(text, at);
                if (IsSame(read, key[next]))
                {
                    _ = following.Add(at + length);
                }

                if (IsSame(text[at], key[next]))
                {
                    _ = following.Add(at + 1);
                }
            }

            places = following;
        }

        return places.Count == 0 ? null : places.Max;
    }

    // Uri changes host names to lowercase.
    private static bool IsSame(char left, char right) => left == right || char.ToUpperInvariant(left) == char.ToUpperInvariant(right);

    private static (char Read, int Length) ReadEscaped(string text, int at)
    {
        switch (text[at])
        {
            case '%' when ReadHex(text, at + 1, 2) is { } code:
                return (code, 3);
            case '\\' when at + 1 < text.Length && text[at + 1] is 'u' or 'U' && ReadHex(text, at + 2, 4) is { } code:
                return (code, 6);
            case '\\' when at + 1 < text.Length:
                return (text[at + 1], 2);
            case '&' when text.IndexOf(';', at, Math.Min(MaxEntityLength, text.Length - at)) is > 0 and int end
                && WebUtility.HtmlDecode(text.Substring(at, end + 1 - at)) is { Length: 1 } decoded:
                return (decoded[0], end + 1 - at);
            default:
                return (text[at], 1);
        }
    }

    private static char? ReadHex(string text, int at, int length)
    {
        int code = 0;
        for (int end = at + length; at < end; at++)
        {
            if (at >= text.Length || !Uri.IsHexDigit(text[at]))
            {
                return null;
            }

            code = (16 * code) + Uri.FromHex(text[at]);
        }

        return (char)code;
    }

    // The bytes before the key decide which of three forms it has in Base64, and there are two alphabets.
    private static string[] GetBase64Forms(string key)
    {
        string[] forms = new string[6];
        for (int before = 0; before < 3; before++)
        {
            byte[] bytes = new byte[before + Encoding.UTF8.GetByteCount(key)];
            _ = Encoding.UTF8.GetBytes(key, 0, key.Length, bytes, before);
            forms[before] = Convert.ToBase64String(bytes, 0, bytes.Length / 3 * 3).Substring(before == 0 ? 0 : 4);
            forms[before + 3] = forms[before].Replace('+', '-').Replace('/', '_');
        }

        return forms;
    }

    private static bool HoldsAny(string text, int start, int end, string[] forms)
    {
        foreach (string form in forms)
        {
            if (end - start >= form.Length && text.IndexOf(form, start, end - start, StringComparison.Ordinal) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    // Returns the start if no Base64 begins there. The search then goes on with the next position.
    private static int FindEndOfBase64(string text, int start)
    {
        int end = start;
        while (end < text.Length && IsBase64(text[end]))
        {
            end++;
        }

        return end;
    }

    private static bool IsBase64(char c) => c is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') or '+' or '/' or '-' or '_' or '=';
}
