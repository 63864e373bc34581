using System;
using System.Globalization;
using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>
/// Writes dates for people: in the Gregorian calendar and with the same digits in every culture. The views of the module use it.
/// What isn't a date is written as it is.
/// </summary>
public static class DateText
{
    /// <summary>Writes a day, as <c>2026-12-05</c>.</summary>
    /// <param name="value">A date; null for no text.</param>
    public static string ToDay(object? value) => Format(value, "yyyy-MM-dd");

    /// <summary>Writes a day and a time to the minute, as <c>2026-12-05 09:30</c>.</summary>
    /// <param name="value">A date; null for no text.</param>
    public static string ToMinute(object? value) => Format(value, "yyyy-MM-dd HH:mm");

    /// <summary>Writes a day and a time to the second, as <c>2026-12-05 09:30:00</c>.</summary>
    /// <param name="value">A date; null for no text.</param>
    public static string ToSecond(object? value) => Format(value, "yyyy-MM-dd HH:mm:ss");

    private static string Format(object? value, string format) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        DateTimeOffset date => date.ToString(format, CultureInfo.InvariantCulture),
        DateTime date => date.ToString(format, CultureInfo.InvariantCulture),
        object other => Convert.ToString(other, CultureInfo.InvariantCulture) ?? string.Empty,
        null => string.Empty,
    };
}
