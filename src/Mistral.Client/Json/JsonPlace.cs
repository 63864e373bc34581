using System;
using System.Globalization;
using System.Text.Json;

namespace Mistral.Client.Json;

/// <summary>Describes where JSON isn't valid, without its text. The parser's message quotes the text, which may contain the key.</summary>
internal static class JsonPlace
{
    public static string Of(Exception mistake) => mistake is JsonException { LineNumber: { } line, BytePositionInLine: { } position }
        ? string.Format(CultureInfo.InvariantCulture, " (line {0}, byte {1})", line + 1, position + 1)
        : string.Empty;
}
