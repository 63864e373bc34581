using System;
using System.Collections.Concurrent;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>How long a key has left.</summary>
internal static class KeyExpiry
{
    /// <summary>From how many days before its end a key is worth a warning.</summary>
    public const int WarningDays = 14;

    private static readonly ConcurrentDictionary<string, bool> s_told = new(StringComparer.OrdinalIgnoreCase);

    public static int? GetDaysLeft(DateTimeOffset? expiresOn) =>
        expiresOn is { } end ? (int)Math.Floor((end - DateTimeOffset.Now).TotalDays) : null;

    /// <summary>Gets the warning that is due on a connection's key, once in a session; null otherwise.</summary>
    public static string? GetWarning(MistralConnection connection)
    {
        string what = connection.Name is { } name ? $"the connection '{name}'" : connection.KeySource;
        if (connection.DaysLeft is not < WarningDays || !s_told.TryAdd($"{what} {connection.BaseUri} {connection.ExpiresOn:O}", true))
        {
            return null;
        }

        string end = connection.DaysLeft switch
        {
            < 0 => "has expired",
            0 => "expires within a day",
            1 => "expires in 1 day",
            { } days => $"expires in {days} days",
        };
        return $"The key of {what} {end} ({DateText.ToDay(connection.ExpiresOn)}). Update-MistralApiKey replaces the key of a saved connection.";
    }
}
