using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using Mistral.PowerShell.Core.Files;

namespace Mistral.PowerShell.Session.Settings;

/// <summary>The user's folder for the module's settings.</summary>
internal static class SettingsFolder
{
    /// <summary>How long to wait for another process that writes a file.</summary>
    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets the path of a file in the folder.</summary>
    /// <exception cref="SavedConnectionException">The user has no such folder.</exception>
    public static string GetPath(string file) => FindPath(file) ?? throw SavedConnectionException.NoFolder();

    /// <summary>Gets the path of a file in the folder; null if the user has no such folder.</summary>
    public static string? FindPath(string file)
    {
        string root = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return root.Length == 0 || IsHomeless() ? null : Path.Combine(root, "Mistral.PowerShell", file);
    }

    /// <summary>Locks a file if possible. Returns null if the lock isn't available in time, or if the user has no writable folder.</summary>
    public static IDisposable? TryLock(string file, CancellationToken cancellationToken)
    {
        try
        {
            return Lock(GetPath(file), Timeout, cancellationToken);
        }
        catch (Exception e) when (e is SavedConnectionException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Locks a file, and waits for another process up to the timeout. The system releases the lock if the process ends.</summary>
    /// <exception cref="SavedConnectionException">Another process holds the lock for longer.</exception>
    public static IDisposable Lock(string path, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            PrivateFolder.Create(Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A service account may have a home folder that doesn't exist.
            throw SavedConnectionException.NoFolder(e.Message);
        }

        Stopwatch waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (IsHeld(e) && waited.Elapsed < timeout)
            {
                _ = cancellationToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20));
                cancellationToken.ThrowIfCancellationRequested();
            }
            catch (IOException e) when (IsHeld(e))
            {
                throw SavedConnectionException.Locked(path);
            }
        }
    }

    // Sharing and lock violations of Windows, EAGAIN of Linux and macOS. Waiting doesn't help with other errors.
    private static bool IsHeld(IOException failure) => failure.HResult is unchecked((int)0x80070020) or unchecked((int)0x80070021) or 11 or 35;

    // Without these variables, .NET would return another folder: that of another user who started the service, or the root's.
    private static bool IsHomeless() =>
        Path.DirectorySeparatorChar == '/'
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("HOME"))
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("XDG_CONFIG_HOME"));
}
