using System;
using System.Collections.Concurrent;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>Warns about keys that expire, once for each key.</summary>
internal sealed class KeyExpiryWarnings
{
    private readonly ConcurrentDictionary<string, bool> _told = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Forgets the warnings, so that they are given again.</summary>
    public void Clear() => _told.Clear();

    /// <summary>Gets the warning for a connection's key; null if none is due.</summary>
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
