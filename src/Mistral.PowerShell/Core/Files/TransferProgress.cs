using System;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.Core.Files;

/// <summary>Counts files and bytes that are uploaded or downloaded.</summary>
/// <param name="report">The progress bar.</param>
internal sealed class TransferProgress(ProgressReport report)
{
    private const double Megabyte = 1024 * 1024;

    private int _files;
    private int _done;
    private long _bytes;
    private long _sent;

    /// <summary>Adds a file.</summary>
    /// <param name="length">Its length in bytes.</param>
    /// <returns>Receives how many bytes of the file have been sent.</returns>
    public Action<long> Begin(long length)
    {
        _ = Interlocked.Increment(ref _files);
        _ = Interlocked.Add(ref _bytes, length);
        long before = 0;
        return position =>
        {
            _ = Interlocked.Add(ref _sent, position - Interlocked.Exchange(ref before, position));
            Report();
        };
    }

    /// <summary>Counts a file as finished.</summary>
    public void End()
    {
        _ = Interlocked.Increment(ref _done);
        Report();
    }

    /// <summary>Copies a response to a file, and counts it.</summary>
    /// <param name="response">The response.</param>
    /// <param name="file">The file. It isn't completed.</param>
    /// <param name="cancellationToken">Cancels the copy.</param>
    /// <exception cref="MistralApiException">The connection broke.</exception>
    /// <exception cref="System.IO.IOException">The file can't be written.</exception>
    public async Task CopyAsync(StreamingResponse response, PartialFile file, CancellationToken cancellationToken)
    {
        Action<long> follow = Begin(response.Length ?? 0);
        try
        {
            await file.CopyFromAsync(response.Body, follow, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            End();
        }
    }

    private void Report()
    {
        double sent = Interlocked.Read(ref _sent);
        double bytes = Interlocked.Read(ref _bytes);
        report.Report($"{Volatile.Read(ref _done)} of {Volatile.Read(ref _files)} files, {sent / Megabyte:0.0} of {bytes / Megabyte:0.0} MB", bytes > 0 ? sent / bytes : null);
    }
}
