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
    /// <summary>Gives a file a separate process and states the reason.</summary>
    private const string OwnProcess = "# Own process: ";

    /// <summary>Lets a file share a process only with files of the same kind.</summary>
    private const string SharedProcess = "# Shared process: ";

    /// <summary>States the duration of a file in seconds if it takes longer than its length suggests.</summary>
    private const string Seconds = "# Seconds: ";

    private const int HeaderLines = 5;
    private const double BytesPerSecond = 5000;

    public static IEnumerable<string> All => Directory
        .EnumerateFiles(RepositoryPaths.TestProject, "*.Tests.ps1", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(RepositoryPaths.TestProject, path).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    public static string PathOf(string file) => Path.Combine(RepositoryPaths.TestProject, file);

    /// <summary>The kind of files that may share a process with this one, or null for none.</summary>
    public static string? GroupOf(string file) =>
        HeaderOf(file, OwnProcess) is not null ? null : HeaderOf(file, SharedProcess) ?? "";

    /// <summary>The approximate duration of the file in seconds, for the order of the files.</summary>
    public static double SecondsOf(string file) => HeaderOf(file, Seconds) is { } seconds
        ? double.Parse(seconds, CultureInfo.InvariantCulture)
        : new FileInfo(PathOf(file)).Length / BytesPerSecond;

    private static string? HeaderOf(string file, string start) =>
        File.ReadLines(PathOf(file)).Take(HeaderLines).FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal))?[start.Length..];
}
