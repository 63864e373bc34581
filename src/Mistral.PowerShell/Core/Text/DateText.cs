using System;
using System.Globalization;

namespace Mistral.PowerShell.Core.Text;

/// <summary>Writes dates in messages: in the Gregorian calendar and with the same digits in every culture.</summary>
internal static class DateText
{
    /// <summary>Writes a day, as <c>2026-12-05</c>.</summary>
    public static string ToDay(DateTimeOffset? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? string.Empty;

    /// <summary>Writes a day and a time to the minute, as <c>2026-12-05 09:30</c>.</summary>
    public static string ToMinute(DateTimeOffset? date) => date?.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? string.Empty;
}
