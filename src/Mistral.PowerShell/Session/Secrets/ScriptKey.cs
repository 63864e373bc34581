using System;
using System.Security;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>A key that a script returned.</summary>
/// <param name="Key">The key.</param>
/// <param name="ExpiresOn">When the key expires; null if the script didn't return it.</param>
internal sealed record ScriptKey(SecureString Key, DateTimeOffset? ExpiresOn)
{
    private static readonly TimeSpan s_maxMargin = TimeSpan.FromMinutes(2);

    // A short-lived key is used for most of its life, so that not each request runs the script.
    private readonly DateTimeOffset? _renewOn = ExpiresOn is not { } end ? null
        : end - TimeSpan.FromTicks(Math.Min(s_maxMargin.Ticks, Math.Max((end - DateTimeOffset.Now).Ticks / 10, 0)));

    /// <summary>Whether the key has expired or expires soon.</summary>
    public bool IsExpiring => _renewOn <= DateTimeOffset.Now;
}
