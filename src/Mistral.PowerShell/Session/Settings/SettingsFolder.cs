using System;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace Mistral.PowerShell.Session.Settings;

/// <summary>The user's own folder for what the module keeps between sessions.</summary>
internal static class SettingsFolder
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(15);

    /// <summary>Gets the path of a file in the folder.</summary>
    /// <exception cref="SavedConnectionException">This user has no such folder.</exception>
    public static string GetPath(string file) => FindPath(file) ?? throw SavedConnectionException.NoFolder();

    /// <summary>Gets the path of a file in the folder; null where this user has none.</summary>
    public static string? FindPath(string file)
    {
        string root = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return root.Length == 0 || IsHomeless() ? null : Path.Combine(root, "Mistral.PowerShell", file);
    }

    /// <summary>Takes the one lock of a file, which ends with its holder however that ends.</summary>
    /// <exception cref="SavedConnectionException">Another process holds it for too long.</exception>
    public static IDisposable Lock(string path, CancellationToken cancellationToken) => Lock(path, s_timeout, cancellationToken);

    /// <summary>Takes a lock that is better had than not: null where it can't be had in time, or this user has no folder to write to.</summary>
    public static IDisposable? TryLock(string file, CancellationToken cancellationToken)
    {
        try
        {
            return Lock(GetPath(file), cancellationToken);
        }
        catch (Exception e) when (e is SavedConnectionException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Takes the one lock of a file, waiting for it as long as its holder may need.</summary>
    /// <exception cref="SavedConnectionException">Another process holds it for longer.</exception>
    public static IDisposable Lock(string path, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            CreateFolder(Path.GetDirectoryName(path)!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A service account may be told of a home that nobody has made.
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

    // Sharing and lock violations of Windows, EAGAIN of Linux and of macOS. Anything else does not pass by waiting.
    private static bool IsHeld(IOException failure) => failure.HResult is unchecked((int)0x80070020) or unchecked((int)0x80070021) or 11 or 35;

    // Without these .NET would still name a folder: that of another user, where one service is run by another, or the root's.
    private static bool IsHomeless() =>
        Path.DirectorySeparatorChar == '/'
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("HOME"))
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("XDG_CONFIG_HOME"));

    private static void CreateFolder(string folder)
    {
#if NETFRAMEWORK
        _ = Directory.CreateDirectory(folder);
#else
        _ = OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(folder)
            : Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
#endif
    }
}
