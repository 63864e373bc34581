using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Mistral.Testing;

namespace Mistral.PowerShell.Tests;

/// <summary>The Pester files of this project, and which of them may share a process.</summary>
internal static class PesterFile
{
    /// <summary>A line of this kind at the top of a file gives it a process of its own, and says why.</summary>
    private const string OwnProcess = "# Own process: ";

    /// <summary>A line of this kind lets a file share a process with files of the same kind only.</summary>
    private const string SharedProcess = "# Shared process: ";

    /// <summary>A line of this kind says how many seconds a file takes that takes longer than its length suggests.</summary>
    private const string Seconds = "# Seconds: ";

    private const int HeaderLines = 5;
    private const double BytesPerSecond = 5000;

    public static IEnumerable<string> All => Directory
        .EnumerateFiles(RepositoryPaths.TestProject, "*.Tests.ps1", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(RepositoryPaths.TestProject, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    public static string PathOf(string file) => Path.Combine(RepositoryPaths.TestProject, file);

    /// <summary>What the files have in common that may share a process with this one; null where none may.</summary>
    public static string? GroupOf(string file) =>
        HeaderOf(file, OwnProcess) is not null ? null : HeaderOf(file, SharedProcess) ?? "";

    /// <summary>About how long a file takes, in seconds: enough to order them by.</summary>
    public static double SecondsOf(string file) => HeaderOf(file, Seconds) is { } seconds
        ? double.Parse(seconds, CultureInfo.InvariantCulture)
        : new FileInfo(PathOf(file)).Length / BytesPerSecond;

    private static string? HeaderOf(string file, string start) =>
        File.ReadLines(PathOf(file)).Take(HeaderLines).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal))?[start.Length..];
}
