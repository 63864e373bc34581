using System;
using System.Globalization;
using System.Text.Json;

namespace Mistral.Client.Json;

/// <summary>Reads points in time: seconds or parts of them since 1970, or a date as text.</summary>
internal static class UnixTime
{
    // The last second of the year 9999. More is in milliseconds, microseconds or nanoseconds, of 1978 or later.
    private const double Last = 253402300799;

    /// <summary>Reads the seconds at a reader; null where there is no point in time.</summary>
    public static long? Read(ref Utf8JsonReader reader) =>
        LenientNumber.Read(ref reader) is { } number ? ToSeconds(number)
        : reader.TokenType is JsonTokenType.String
            && DateTimeOffset.TryParse(JsonString.Read(ref reader), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? ToSeconds(date.ToUnixTimeSeconds())
        : null;

    /// <summary>Makes seconds of a number; null where it is before 1970 or beyond what a date can be.</summary>
    public static long? ToSeconds(double number)
    {
        double seconds = number;
        while (seconds > Last)
        {
            seconds /= 1000;
        }

        return seconds > 0 && number <= Last * 1e9 ? (long)seconds : null;
    }
}
