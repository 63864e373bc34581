using System;
using System.Net;
using System.Security;
using System.Text;

namespace Mistral.Client;

/// <summary>Takes the key out of what a server sends back, so that a server that repeats it brings it into no error and no log line.</summary>
/// <param name="key">The key that was sent, or null for none.</param>
internal sealed class KeyMask(SecureString? key)
{
    private const string Mask = "[API key]";
    private const int ShortestInBase64 = 8;
    private const int LongestEntity = 10;

    private static readonly char[] s_escapes = ['%', '\\', '&'];

    /// <summary>Gets the text without the key.</summary>
    /// <param name="text">What the server wrote.</param>
    public string? Hide(string? text) => text is null or "" ? text : Hide(text, PlainKey.Reveal(key));

    /// <summary>Gets the text without the key, as it is or as URLs, HTML, JSON or Base64 write it.</summary>
    /// <param name="text">What the server wrote.</param>
    /// <param name="key">The key that was sent.</param>
    public static string? Hide(string? text, string? key)
    {
        if (text is null || string.IsNullOrEmpty(key) || text.Length < key!.Length)
        {
            return text;
        }

        // Host names lose their capitals.
        int at = 0;
        while ((at = text.IndexOf(key, at, StringComparison.OrdinalIgnoreCase)) >= 0)
        {
            text = Replace(text, at, key.Length);
            at += Mask.Length;
        }

        for (at = 0; (at = text.IndexOfAny(s_escapes, at)) >= 0; at++)
        {
            text = HideEscaped(text, key, ref at);
        }

        return key.Length < ShortestInBase64 ? text : HideBase64(text, key);
    }

    private static string Replace(string text, int at, int length) => text.Remove(at, length).Insert(at, Mask);

    // The first escaped character may stand anywhere in the key.
    private static string HideEscaped(string text, string key, ref int escape)
    {
        for (int start = Math.Max(0, escape - key.Length); start <= escape; start++)
        {
            if (MeasureEscaped(text, start, key) is { } length)
            {
                escape = start + Mask.Length - 1;
                return Replace(text, start, length);
            }
        }

        return text;
    }

    private static int? MeasureEscaped(string text, int start, string key)
    {
        int at = start;
        foreach (char c in key)
        {
            if (at >= text.Length)
            {
                return null;
            }

            (char read, int length) = ReadEscaped(text, at);
            if (char.ToUpperInvariant(read) != char.ToUpperInvariant(c))
            {
                // What looks like an escape may be itself.
                if (char.ToUpperInvariant(text[at]) != char.ToUpperInvariant(c))
                {
                    return null;
                }

                length = 1;
            }

            at += length;
        }

        return at - start;
    }

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
            case '&' when text.IndexOf(';', at, Math.Min(LongestEntity, text.Length - at)) is > 0 and int end
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

    private static string HideBase64(string text, string key)
    {
        // What stands before the key decides on which of three forms Base64 gives it. Its first and last characters
        // depend on the neighbours, so the whole run goes.
        for (int before = 0; before < 3; before++)
        {
            // Every reply's headers come by here, and most are shorter than any form of the key.
            int length = ((before + key.Length) / 3 * 4) - (before == 0 ? 0 : 4);
            if (text.Length < length)
            {
                continue;
            }

            byte[] bytes = new byte[before + key.Length];
            _ = Encoding.ASCII.GetBytes(key, 0, key.Length, bytes, before);
            string core = Convert.ToBase64String(bytes, 0, bytes.Length / 3 * 3).Substring(before == 0 ? 0 : 4);
            int at;
            while ((at = text.Replace('-', '+').Replace('_', '/').IndexOf(core, StringComparison.Ordinal)) >= 0)
            {
                int start = at;
                int end = at + core.Length;
                while (start > 0 && IsBase64(text[start - 1]))
                {
                    start--;
                }

                while (end < text.Length && IsBase64(text[end]))
                {
                    end++;
                }

                text = Replace(text, start, end - start);
            }
        }

        return text;
    }

    private static bool IsBase64(char c) => c is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or (>= '0' and <= '9') or '+' or '/' or '-' or '_' or '=';
}
