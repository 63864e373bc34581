using System;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace Mistral.PowerShell;

/// <summary>The user's own folder for what the module keeps between sessions.</summary>
internal static class SettingsFolder
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    /// <summary>Gets the path of a file in the folder.</summary>
    /// <exception cref="SavedConnectionException">This user has no such folder.</exception>
    public static string GetPath(string file)
    {
        string root = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return root.Length == 0 ? throw SavedConnectionException.NoFolder() : Path.Combine(root, "Mistral.PowerShell", file);
    }

    /// <summary>Takes the one lock of a file, which ends with its holder however that ends.</summary>
    /// <exception cref="SavedConnectionException">Another process holds it for too long.</exception>
    public static IDisposable Lock(string path, CancellationToken cancellationToken)
    {
        CreateFolder(Path.GetDirectoryName(path)!);
        Stopwatch waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                return new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (waited.Elapsed < s_patience)
            {
                _ = cancellationToken.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(20));
                cancellationToken.ThrowIfCancellationRequested();
            }
            catch (IOException)
            {
                throw SavedConnectionException.Locked(path);
            }
        }
    }

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
