using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mistral.Testing;

namespace Mistral.PowerShell.Tests;

/// <summary>The Pester files of this project, and which of them may share a process.</summary>
internal static class PesterFile
{
    /// <summary>A line of this kind at the top of a file gives it a process of its own, and says why.</summary>
    private const string OwnProcess = "# Own process: ";

    private const int HeaderLines = 5;

    public static IEnumerable<string> All => Directory
        .EnumerateFiles(RepositoryPaths.TestProject, "*.Tests.ps1", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(RepositoryPaths.TestProject, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    public static string PathOf(string file) => Path.Combine(RepositoryPaths.TestProject, file);

    public static bool NeedsOwnProcess(string file) =>
        File.ReadLines(PathOf(file)).Take(HeaderLines).Any(line => line.StartsWith(OwnProcess, StringComparison.Ordinal));
}
