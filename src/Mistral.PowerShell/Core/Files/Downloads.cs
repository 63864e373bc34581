using System;
using System.Collections.Concurrent;
using System.IO;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Errors;

namespace Mistral.PowerShell.Core.Files;

/// <summary>The downloads of one run of a cmdlet. No two of them get the same path.</summary>
internal sealed class Downloads
{
    private readonly ConcurrentDictionary<string, bool> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Saves a response, and reports a file that can't be written as an error of one input.</summary>
    /// <param name="cmdlet">Reports the error.</param>
    /// <param name="target">The input.</param>
    /// <param name="file">The full path.</param>
    /// <param name="force">Whether an existing file is overwritten, even a read-only file.</param>
    /// <param name="open">Sends the request.</param>
    /// <param name="progress">Counts the bytes.</param>
    /// <param name="cancellationToken">Cancels the download. No file remains.</param>
    /// <returns>Whether the file was written.</returns>
    public async Task<bool> TrySaveAsync(
        MistralCmdlet cmdlet, string target, string file, bool force, Func<Task<StreamingResponse>> open, TransferProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            await SaveAsync(file, force, open, progress, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (FileExistsException e)
        {
            cmdlet.PostOrdered(() => cmdlet.WriteError(e.ToRecord(target)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            cmdlet.PostOrdered(() => cmdlet.WriteError(ErrorRecords.FromFile(e, target, ErrorCategory.WriteError)));
        }

        return false;
    }

    // The file has a temporary name until the download is complete.
    private async Task SaveAsync(string file, bool force, Func<Task<StreamingResponse>> open, TransferProgress progress, CancellationToken cancellationToken)
    {
        // These checks come before the request.
        if (!_taken.TryAdd(file, true))
        {
            throw FileExistsException.TwiceInRun(file);
        }

        if (!force && File.Exists(file))
        {
            throw FileExistsException.NotReplaced(file);
        }

        OutputFile.CheckPlace(file, overwrite: true, force);
        using PartialFile target = new(file);
        using StreamingResponse response = await open().ConfigureAwait(false);
        await progress.CopyAsync(response, target, cancellationToken).ConfigureAwait(false);
        if (force)
        {
            OutputFile.Unlock(file);
        }

        target.Commit(overwrite: force);
    }
}
