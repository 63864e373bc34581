using System;
using System.Collections.Generic;
using System.IO;

namespace Mistral.Emulator;

/// <summary>A temporary home folder for the shown commands, so that they neither read nor change the vaults and settings of the user.</summary>
internal sealed class TryHome(bool isInteractive) : IDisposable
{
    private const string FolderVariable = "MISTRAL_TRY_HOME";
    private const string InteractiveVariable = "MISTRAL_TRY_INTERACTIVE";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mistral-try-");

    /// <summary>The environment variables that the scripts of this folder read.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        [FolderVariable] = _folder.FullName,
        [InteractiveVariable] = isInteractive ? "1" : "",
    };

    public void Dispose()
    {
        try
        {
            _folder.Delete(recursive: true);
        }
        catch (IOException)
        {
            // On Windows, a process that is ending can still lock a file. The system cleans the temporary folder.
        }
    }
}
