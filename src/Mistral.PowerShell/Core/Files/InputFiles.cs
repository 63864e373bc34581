using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Errors;

namespace Mistral.PowerShell.Core.Files;

/// <summary>The files that <c>-Path</c> and <c>-LiteralPath</c> name.</summary>
internal static class InputFiles
{
    /// <summary>Reads files one after the other. A file that can't be read is a non-terminating error.</summary>
    /// <param name="cmdlet">The cmdlet that resolves the paths and writes the errors.</param>
    /// <param name="paths">Paths with or without wildcards.</param>
    /// <param name="literalPaths">Paths without wildcards.</param>
    /// <param name="read">Reads the file with a full path. It is cancelled only with the pipeline.</param>
    public static void ReadEach(MistralCmdlet cmdlet, IReadOnlyList<string>? paths, IReadOnlyList<string>? literalPaths, Action<string> read)
    {
        IEnumerable<(string Path, bool IsLiteral)> given = (paths ?? []).Select(p => (p, false)).Concat((literalPaths ?? []).Select(p => (p, true)));
        FileResolver resolver = new(cmdlet.SessionState.Path);
        foreach ((string path, bool isLiteral) in given)
        {
            if (Try(cmdlet, path, () => resolver.Resolve(path, isLiteral)) is not { } files)
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

    /// <summary>Checks that a file isn't larger than the API accepts, before anything is sent.</summary>
    /// <param name="file">The full path.</param>
    /// <param name="maximum">The length that the API accepts, in bytes.</param>
    /// <param name="hint">The recommended action.</param>
    /// <exception cref="InputFileException">The file is too large.</exception>
    public static void CheckLength(string file, long maximum, string hint)
    {
        long length = new FileInfo(file).Length;
        if (length > maximum)
        {
            throw InputFileException.TooLarge(file, length, maximum, hint);
        }
    }

    private static T? Try<T>(MistralCmdlet cmdlet, string target, Func<T> action)
        where T : class
    {
        try
        {
            return action();
        }
        catch (Exception e) when (ErrorRecords.Find(e, target, ErrorCategory.ReadError) is { } record)
        {
            cmdlet.WriteError(record);
        }
        catch (NotSupportedException e)
        {
            // A pipe or another file without a length can't be read here.
            cmdlet.WriteError(ErrorRecords.FromFile(e, target, ErrorCategory.ReadError));
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        return null;
    }
}
