using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Files;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>
/// Brings the files of a batch to this machine. They are read from disk, because a slow pipeline must not keep a connection open,
/// and because a connection that breaks must not repeat or lose results.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="wire">Receives what happens on the wire.</param>
/// <param name="folder">Where the files go.</param>
/// <param name="progress">Counts the bytes.</param>
internal sealed class BatchFiles(MistralClient client, IProgress<TransportEvent> wire, TemporaryFolder folder, TransferProgress progress)
{
    private const int MaxTries = 3;

    /// <summary>Downloads the results: those that succeeded first.</summary>
    /// <param name="job">The batch.</param>
    /// <param name="cancellationToken">Cancels the download.</param>
    /// <returns>The full paths.</returns>
    /// <exception cref="MistralApiException">A file can't be downloaded.</exception>
    public async Task<IReadOnlyList<string>> GetResultsAsync(BatchJob job, CancellationToken cancellationToken)
    {
        List<string> paths = [];
        foreach (string id in new[] { job.OutputFile, job.ErrorFile }.OfType<string>())
        {
            paths.Add(await GetAsync(id, cancellationToken).ConfigureAwait(false));
        }

        if (paths.Count == 0 && job.Succeeded + job.Failed > 0)
        {
            BatchJob whole = await client.Batch.GetAsync(job.Id, isInline: true, wire, cancellationToken).ConfigureAwait(false);
            paths.Add(Write(job.Id, whole.Outputs));
        }

        return paths;
    }

    /// <summary>Downloads a file.</summary>
    /// <returns>The full path.</returns>
    /// <exception cref="MistralApiException">It can't be downloaded.</exception>
    public async Task<string> GetAsync(string id, CancellationToken cancellationToken)
    {
        string path = folder.GetPath(SafeFileName.Get($"{id}.jsonl", "batch.jsonl"));
        for (int tries = 1; ; tries++)
        {
            try
            {
                await SaveAsync(id, path, cancellationToken).ConfigureAwait(false);
                return path;
            }
            catch (MistralApiException e) when (tries < MaxTries && e.Kind is (MistralErrorKind.Connection or MistralErrorKind.Timeout))
            {
                // The transport has waited between its own tries. A body that breaks off is requested again at once.
            }
        }
    }

    private async Task SaveAsync(string id, string path, CancellationToken cancellationToken)
    {
        using StreamingResponse response = await client.Files.OpenAsync(id, wire, cancellationToken).ConfigureAwait(false);
        using PartialFile file = new(path, ownerOnly: true);
        await progress.CopyAsync(response, file, cancellationToken).ConfigureAwait(false);
        file.Commit();
    }

    private string Write(string id, IEnumerable<JsonElement> outputs)
    {
        string path = folder.GetPath(SafeFileName.Get($"{id}.jsonl", "batch.jsonl"));
        using FileStream file = new(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 81920);
        foreach (JsonElement output in outputs)
        {
            byte[] line = Core.Json.PSJsonWriter.Write(output);
            file.Write(line, 0, line.Length);
            file.WriteByte((byte)'\n');
        }

        return path;
    }
}
