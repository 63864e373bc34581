using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.IO;
using System.Linq;
using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>The files that <c>-Path</c> and <c>-LiteralPath</c> name.</summary>
internal static class InputFiles
{
    private const string FileSystem = "FileSystem";

    /// <summary>Reads one file after the other. One that can't be read is an error, and the others are read all the same.</summary>
    /// <param name="cmdlet">Resolves the paths as PowerShell does, and writes the errors.</param>
    /// <param name="paths">Paths with or without wildcards.</param>
    /// <param name="literalPaths">Paths as they are.</param>
    /// <param name="read">Reads a file of a full path; it is cancelled with the pipeline only.</param>
    public static void ReadEach(PSCmdlet cmdlet, IReadOnlyList<string>? paths, IReadOnlyList<string>? literalPaths, Action<string> read)
    {
        IEnumerable<(string Path, bool IsLiteral)> given = (paths ?? []).Select(p => (p, false)).Concat((literalPaths ?? []).Select(p => (p, true)));
        foreach ((string path, bool isLiteral) in given)
        {
            if (Try(cmdlet, path, () => isLiteral ? [FindLiteral(cmdlet.SessionState.Path, path)] : Find(cmdlet.SessionState.Path, path)) is not { } files)
            {
                continue;
            }

            foreach (string file in files)
            {
                _ = Try(cmdlet, file, () =>
                {
                    read(file);
                    return file;
                });
            }
        }
    }

    private static T? Try<T>(PSCmdlet cmdlet, string target, Func<T> action)
        where T : class
    {
        try
        {
            return action();
        }
        catch (RecordedException e)
        {
            cmdlet.WriteError(e.ToRecord(target));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            cmdlet.WriteError(ErrorRecords.FromFile(e, target));
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        return null;
    }

    private static string FindLiteral(PathIntrinsics paths, string path)
    {
        try
        {
            string file = paths.GetUnresolvedProviderPathFromPSPath(path, out ProviderInfo provider, out _);
            return provider.Name == FileSystem ? file : throw NotFound(path);
        }
        catch (Exception e) when (IsUnknown(e))
        {
            throw NotFound(path);
        }
    }

    private static string[] Find(PathIntrinsics paths, string path)
    {
        try
        {
            Collection<string> found = paths.GetResolvedProviderPathFromPSPath(path, out ProviderInfo provider);
            if (provider.Name != FileSystem)
            {
                throw NotFound(path);
            }

            // A folder that a wildcard matches is not meant; one that is named is an error of its own.
            string[] files = WildcardPattern.ContainsWildcardCharacters(path) ? [.. found.Where(f => !Directory.Exists(f))] : [.. found];
            return files.Length > 0 ? [.. files.OrderBy(f => f, StringComparer.OrdinalIgnoreCase)] : throw NotFound(path);
        }
        catch (Exception e) when (IsUnknown(e))
        {
            throw NotFound(path);
        }
    }

    private static bool IsUnknown(Exception failure) =>
        failure is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or NotSupportedException or WildcardPatternException;

    private static FileNotFoundException NotFound(string path) =>
        new(WildcardPattern.ContainsWildcardCharacters(path) ? $"No file matches '{path}'." : $"There is no file '{path}'.", path);
}
