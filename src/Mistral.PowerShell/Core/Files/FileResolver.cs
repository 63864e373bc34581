using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.IO;
using System.Linq;
using System.Management.Automation;

namespace Mistral.PowerShell.Core.Files;

/// <summary>Resolves paths to files as PowerShell does, with drives, <c>~</c> and wildcards. Runs on the pipeline thread only.</summary>
/// <param name="paths">The session's paths.</param>
internal sealed class FileResolver(PathIntrinsics paths)
{
    private const string FileSystem = "FileSystem";

    /// <summary>Finds the full paths of the files.</summary>
    /// <param name="path">The path.</param>
    /// <param name="isLiteral">Whether the path is used as it is, without wildcards.</param>
    /// <exception cref="InputFileException">The file was not found, or it is not a file.</exception>
    public IReadOnlyList<string> Resolve(string path, bool isLiteral)
    {
        try
        {
            if (isLiteral)
            {
                string file = paths.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo owner, out _);
                return [Check(file, owner, path, isLiteral)];
            }

            Collection<string> found = paths.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);

            // A wildcard skips folders. A folder that is given by its name is an error.
            bool isPattern = WildcardPattern.ContainsWildcardCharacters(path);
            string[] files = [.. found.Where(f => !isPattern || !Directory.Exists(f)).Select(f => Check(f, provider, path, isLiteral)).OrderBy(f => f, StringComparer.OrdinalIgnoreCase)];
            return files.Length > 0 ? files : throw InputFileException.NotFound(path, isLiteral);
        }
        catch (Exception e) when (e is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or NotSupportedException or WildcardPatternException)
        {
            throw InputFileException.NotFound(path, isLiteral);
        }
    }

    /// <summary>Whether a text is the path of a file that exists, without asking any provider.</summary>
    public static bool IsFile(PathIntrinsics paths, string text)
    {
        // Most texts are sentences: they cost no look at the disk.
        if (!text.Any(c => c is '.' or '/' or '\\') || text.Any(c => c is '"' or '<' or '>' or '|' or '*' or '?' or < ' '))
        {
            return false;
        }

        try
        {
            return File.Exists(Path.Combine(paths.CurrentFileSystemLocation.ProviderPath, text));
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static string Check(string file, ProviderInfo provider, string path, bool isLiteral) =>
        provider.Name != FileSystem ? throw InputFileException.NotFile(path, path, $"in the drive of {provider.Name}")
        : Directory.Exists(file) ? throw InputFileException.NotFile(path, file, "a folder")
        : File.Exists(file) ? file
        : throw InputFileException.NotFound(path, isLiteral);
}
