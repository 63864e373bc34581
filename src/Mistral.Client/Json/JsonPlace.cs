using System;
using System.Globalization;
using System.Text.Json;

namespace Mistral.Client.Json;

/// <summary>Says where JSON is wrong, and nothing of what is there: the parser's own words quote the text, which may hold the key.</summary>
internal static class JsonPlace
{
    public static string Of(Exception mistake) => mistake is JsonException { LineNumber: { } line, BytePositionInLine: { } position }
        ? string.Format(CultureInfo.InvariantCulture, " (line {0}, byte {1})", line + 1, position + 1)
        : string.Empty;
}
