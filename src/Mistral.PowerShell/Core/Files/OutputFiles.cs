using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using Mistral.Client;

namespace Mistral.PowerShell.Core.Files;

/// <summary>The output files of one run of a cmdlet. Each input needs its own path.</summary>
/// <param name="paths">The session's paths.</param>
internal sealed class OutputFiles(PathIntrinsics paths)
{
    private readonly HashSet<string> _files = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Gets the full path of the next file, and checks that it may be written.</summary>
    /// <exception cref="MistralApiException">The path isn't valid, or isn't in the file system.</exception>
    /// <exception cref="IOException">The folder was not found, or the path is that of a folder.</exception>
    /// <exception cref="FileExistsException">The file is read-only, or another input has the same path.</exception>
    public string Add(string path)
    {
        string file = OutputFile.GetPath(paths, path);
        OutputFile.CheckPlace(file, overwrite: true, force: false);
        return _files.Add(file) ? file : throw FileExistsException.TwiceInRun(file);
    }
}
