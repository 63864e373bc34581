using System;

namespace Mistral.PowerShell.Session.Connections;

/// <summary>How long a key has left.</summary>
internal static class KeyExpiry
{
    /// <summary>From how many days before its end a key is worth a warning.</summary>
    public const int WarningDays = 14;

    public static int? GetDaysLeft(DateTimeOffset? expiresOn) =>
        expiresOn is { } end ? (int)Math.Floor((end - DateTimeOffset.Now).TotalDays) : null;
}
