using System;
using System.Threading;
using Mistral.PowerShell.Session.Settings;

namespace Mistral.PowerShell.Session.Secrets;

/// <summary>Locks files of the settings, also for callers that a vault's script may contain.</summary>
internal static class SettingsLock
{
    private static readonly TimeSpan s_scriptTimeout = TimeSpan.FromMilliseconds(200);

    /// <summary>Locks a file, and waits for another process up to the timeout.</summary>
    /// <exception cref="SavedConnectionException">Another process holds the lock for longer.</exception>
    /// <exception cref="SecretVaultException">The caller is the script of a vault, and probably waits for its own caller.</exception>
    public static IDisposable Take(string path, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (!MistralSession.Current.IsInVaultScript)
        {
            return SettingsFolder.Lock(path, timeout, cancellationToken);
        }

        try
        {
            return SettingsFolder.Lock(path, s_scriptTimeout, cancellationToken);
        }
        catch (SavedConnectionException e) when (e.IsLocked)
        {
            throw SecretVaultException.ReenteredSave();
        }
    }
}
