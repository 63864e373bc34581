using System;
using System.Globalization;
using System.Text.Json;

namespace Mistral.Client.Json;

/// <summary>Reads numbers as servers write them: also integers with a fraction of zero, and numbers in quotes.</summary>
internal static class LenientNumber
{
    /// <summary>Reads the number at the reader.</summary>
    /// <returns>Null for any other value, which is skipped.</returns>
    public static double? Read(ref Utf8JsonReader reader)
    {
        double? number = reader.TokenType switch
        {
            JsonTokenType.Number => reader.TryGetDouble(out double value) ? value : null,
            JsonTokenType.String => Parse(JsonString.Read(ref reader)!),
            _ => null,
        };
        if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
        {
            reader.Skip();
        }

        return number is { } read && !double.IsNaN(read) && !double.IsInfinity(read) ? read : null;
    }

    /// <summary>Reads an integer. Returns null if the value isn't an integer or is too large.</summary>
    public static int? ReadInt32(ref Utf8JsonReader reader) =>
        Read(ref reader) is { } number && Math.Floor(number) == number && number is >= int.MinValue and <= int.MaxValue ? (int)number : null;

    private static double? Parse(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;
}
