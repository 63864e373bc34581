using System;
using System.Collections.Concurrent;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;

namespace Mistral.PowerShell.Core.Files;

/// <summary>Files that one run of a cmdlet downloads, several at once. No two of them get the same place.</summary>
internal sealed class Downloads
{
    private readonly ConcurrentDictionary<string, bool> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Saves a response under a temporary name, and gives it its final name once all of it is there.</summary>
    /// <param name="file">The full path.</param>
    /// <param name="force">Whether an older file is overwritten, even a read-only one.</param>
    /// <param name="open">Sends the request.</param>
    /// <param name="progress">Counts the bytes.</param>
    /// <param name="cancellationToken">Ends it at any point; nothing is left of the file.</param>
    /// <exception cref="FileExistsException">The place is taken.</exception>
    /// <exception cref="IOException">It can't be written.</exception>
    public async Task SaveAsync(string file, bool force, Func<Task<StreamingResponse>> open, TransferProgress progress, CancellationToken cancellationToken)
    {
        // Before it is known that the response can be kept, nothing is requested.
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
        Action<long> follow = progress.Begin(response.Length ?? 0);
        try
        {
            await target.CopyFromAsync(response.Body, follow, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            progress.End();
        }

        if (force)
        {
            OutputFile.Unlock(file);
        }

        target.Commit(overwrite: force);
    }
}
