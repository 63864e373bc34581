using System;
using System.IO;
using System.Linq;

namespace Mistral.Testing;

/// <summary>What a shell would start for a bare command name.</summary>
internal static class ExecutableSearch
{
    /// <returns>The full path, or null if the command was not found in PATH.</returns>
    public static string? Find(string command)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var name = OperatingSystem.IsWindows() ? command + ".exe" : command;
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string path) =>
        File.Exists(path)
        && (OperatingSystem.IsWindows()
            || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0);
}
