using System;
using System.IO;

namespace Mistral.PowerShell.Core.Files;

/// <summary>A folder that only its owner can read. On Windows the permissions of the folder above apply.</summary>
internal static class PrivateFolder
{
    /// <summary>Creates the folder. An existing one keeps its permissions.</summary>
    /// <exception cref="IOException">The folder can't be created.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder can't be created.</exception>
    public static void Create(string path)
    {
#if NETFRAMEWORK
        _ = Directory.CreateDirectory(path);
#else
        _ = OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
#endif
    }
}
