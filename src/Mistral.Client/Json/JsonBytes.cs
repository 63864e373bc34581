using System;
using System.Collections.Generic;
using System.Text;

namespace Mistral.Client.Json;

/// <summary>Repairs the encoding of JSON.</summary>
internal static class JsonBytes
{
    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    private static ReadOnlySpan<byte> ReplacementEscape => "fffd"u8;

    /// <summary>Removes the byte order mark.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> json) => json.StartsWith(Mark) ? json.Slice(Mark.Length) : json;

    /// <summary>Replaces bytes that are not UTF-8, and escapes of a single surrogate, by U+FFFD.</summary>
    /// <returns>The same bytes if nothing was replaced.</returns>
    public static ReadOnlySpan<byte> Mend(ReadOnlySpan<byte> json)
    {
        json = WithoutMark(json);
        if (!IsUtf8(json))
        {
            json = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json.ToArray()));
        }

        List<int> halves = FindHalves(json);
        if (halves.Count == 0)
        {
            return json;
        }

        byte[] mended = json.ToArray();
        foreach (int at in halves)
        {
            ReplacementEscape.CopyTo(mended.AsSpan(at));
        }

        return mended;
    }

    // Returns where the digits of each escape of a single surrogate begin.
    private static List<int> FindHalves(ReadOnlySpan<byte> json)
    {
        List<int> found = [];
        for (int at = json.IndexOf((byte)'\\'); at >= 0 && at + 1 < json.Length;)
        {
            int end = at + 2;
            if (IsEscapeOf(json.Slice(at), isHigh: true) && IsEscapeOf(json.Slice(at + 6), isHigh: false))
            {
                end = at + 12;
            }
            else if (IsEscapeOf(json.Slice(at), isHigh: true) || IsEscapeOf(json.Slice(at), isHigh: false))
            {
                found.Add(at + 2);
                end = at + 6;
            }

            int next = json.Slice(end).IndexOf((byte)'\\');
            at = next < 0 ? -1 : end + next;
        }

        return found;
    }

    private static bool IsEscapeOf(ReadOnlySpan<byte> text, bool isHigh) =>
        text.Length >= 6 && text[0] == '\\' && text[1] == 'u' && (text[2] is (byte)'d' or (byte)'D') && IsHalf(text[3], isHigh);

    private static bool IsHalf(byte digit, bool isHigh) => isHigh
        ? digit is (byte)'8' or (byte)'9' or (byte)'a' or (byte)'b' or (byte)'A' or (byte)'B'
        : digit is (>= (byte)'c' and <= (byte)'f') or (>= (byte)'C' and <= (byte)'F');

#if NET
    private static bool IsUtf8(ReadOnlySpan<byte> text) => System.Text.Unicode.Utf8.IsValid(text);
#else
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static bool IsUtf8(ReadOnlySpan<byte> text)
    {
        try
        {
            _ = s_strict.GetCharCount(text.ToArray());
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
#endif
}
