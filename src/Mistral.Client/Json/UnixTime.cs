using System;
using System.Globalization;
using System.Text.Json;

namespace Mistral.Client.Json;

/// <summary>Reads points in time: seconds, milliseconds, microseconds or nanoseconds since 1970-01-01 UTC, or a date as text.</summary>
internal static class UnixTime
{
    // The last second of the year 9999. A larger number is in smaller units, and later than 1978.
    private const double MaxSeconds = 253402300799;

    /// <summary>Reads the seconds at the reader. Returns null if the value isn't a point in time.</summary>
    public static long? Read(ref Utf8JsonReader reader) =>
        LenientNumber.Read(ref reader) is { } number ? ToSeconds(number)
        : reader.TokenType is JsonTokenType.String
            && DateTimeOffset.TryParse(JsonString.Read(ref reader), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date)
            ? ToSeconds(date.ToUnixTimeSeconds())
        : null;

    /// <summary>Converts a number to seconds. Returns null before 1970 or after the year 9999.</summary>
    public static long? ToSeconds(double number)
    {
        double seconds = number;
        while (seconds > MaxSeconds)
        {
            seconds /= 1000;
        }

        return seconds > 0 && number <= MaxSeconds * 1e9 ? (long)seconds : null;
    }
}
