using System;
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Mistral.Client.Json;

/// <summary>Reads JSON strings that aren't valid Unicode, which the framework refuses.</summary>
internal static class JsonString
{
    /// <summary>Reads the string at the reader. Bytes that are not UTF-8 become U+FFFD; single surrogates are kept.</summary>
    /// <returns>Null for null; the JSON text for any other value that isn't a string.</returns>
    public static string? Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String or JsonTokenType.PropertyName:
                try
                {
                    return reader.GetString();
                }
                catch (InvalidOperationException)
                {
                    return Unescape(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan.ToArray());
                }

            default:
                return JsonElement.ParseValue(ref reader).GetRawText();
        }
    }

    // The reader has validated the escapes.
    private static string Unescape(byte[] raw)
    {
        string text = Encoding.UTF8.GetString(raw);
        StringBuilder read = new(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                _ = read.Append(text[i]);
                continue;
            }

            char kind = text[++i];
            if (kind == 'u')
            {
                _ = read.Append(ReadCode(text, i + 1));
                i += 4;
            }
            else
            {
                _ = read.Append(kind switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', _ => kind });
            }
        }

        return read.ToString();
    }

    private static char ReadCode(string text, int start)
    {
#if NET
        return (char)ushort.Parse(text.AsSpan(start, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
#else
        return (char)ushort.Parse(text.Substring(start, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
#endif
    }
}
