using System;
using System.Collections.Concurrent;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>Warns of keys that expire, of each once.</summary>
internal sealed class KeyExpiryWarnings
{
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the warning that is due on a connection's key; null where none is.</summary>
    public string? Get(MistralConnection connection)
    {
        string what = connection.Name is { } name ? $"the connection '{name}'" : connection.KeySource;
        if (connection.DaysLeft is not < KeyExpiry.WarningDays || !_told.TryAdd($"{what} {connection.BaseUri} {connection.ExpiresOn:O}", true))
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
