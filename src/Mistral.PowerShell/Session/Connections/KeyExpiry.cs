using System;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>Calculates how long a key is still valid.</summary>
internal static class KeyExpiry
{
    /// <summary>From this number of days before its expiry, a key causes a warning.</summary>
    public const int WarningDays = 14;

    public static int? GetDaysLeft(DateTimeOffset? expiresOn) =>
        expiresOn is { } end ? (int)Math.Floor((end - DateTimeOffset.Now).TotalDays) : null;
}
