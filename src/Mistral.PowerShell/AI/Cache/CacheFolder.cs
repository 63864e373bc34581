using System;
using System.IO;
using Mistral.PowerShell.Core.Files;
#if !NETFRAMEWORK
using Mistral.PowerShell.Session.Settings;
#endif

namespace Mistral.PowerShell.AI.Cache;

/// <summary>The user's folder for cached responses. Only the user can read it.</summary>
internal static class CacheFolder
{
    private const string Name = "Mistral.PowerShell";

    /// <summary>Gets the path; null if the user has no folder for caches.</summary>
    public static string? Find()
    {
        string? root = Path.DirectorySeparatorChar == '\\' ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify)
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache
            : Environment.GetEnvironmentVariable("HOME") is not { Length: > 0 } home ? null
            : IsMac() ? Path.Combine(home, "Library", "Caches")
            : Path.Combine(home, ".cache");
        return string.IsNullOrEmpty(root) || !Path.IsPathRooted(root) ? null : Path.Combine(root, Name, "responses");
    }

    /// <summary>Gets the path, and creates the folder.</summary>
    /// <exception cref="IOException">The folder can't be used.</exception>
    public static string Create()
    {
        string path = Find() ?? throw new IOException("The user has no folder for caches: set HOME or XDG_CACHE_HOME.");
        PrivateFolder.Create(path);
        if (!IsOwn(path))
        {
            throw new IOException($"The folder '{path}' belongs to another user, or other users may write to it.");
        }

        return path;
    }

    /// <summary>Whether only the user can have written to a file or a folder.</summary>
    public static bool IsOwn(string path)
    {
#if NETFRAMEWORK
        return true;
#else
        return UnixFile.Find(path) is not { } file || (file.OwnerId == UnixFile.UserId && !file.IsWritableByOthers);
#endif
    }

    private static bool IsMac()
    {
#if NETFRAMEWORK
        return false;
#else
        return OperatingSystem.IsMacOS();
#endif
    }
}
