using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Errors;

namespace Mistral.PowerShell.Core.Files;

/// <summary>The files that <c>-Path</c> and <c>-LiteralPath</c> name.</summary>
internal static class InputFiles
{
    /// <summary>Reads one file after the other. One that can't be read is an error, and the others are read all the same.</summary>
    /// <param name="cmdlet">Resolves the paths as PowerShell does, and writes the errors.</param>
    /// <param name="paths">Paths with or without wildcards.</param>
    /// <param name="literalPaths">Paths as they are.</param>
    /// <param name="read">Reads a file of a full path; it is cancelled with the pipeline only.</param>
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
            // What has no length, such as a pipe, is no file that can be read here.
            cmdlet.WriteError(ErrorRecords.FromFile(e, target, ErrorCategory.ReadError));
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }

        return null;
    }
}
