using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.Client.Batch;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>Brings the rows of a job to the server and starts it. What can't be started leaves no file there.</summary>
/// <param name="client">The client.</param>
/// <param name="wire">Receives what happens on the wire.</param>
/// <param name="warn">Writes a warning.</param>
internal sealed class BatchStarter(MistralClient client, IProgress<TransportEvent> wire, Action<string> warn)
{
    private static readonly TimeSpan s_cleanUpLimit = TimeSpan.FromSeconds(30);

    /// <summary>Starts a job whose requests are in an uploaded file.</summary>
    /// <param name="job">The job, without the file.</param>
    /// <param name="part">The local file.</param>
    /// <param name="follow">Receives how many bytes have been sent.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="MistralApiException">The job was not started.</exception>
    /// <exception cref="BatchException">The workspace has no billing.</exception>
    public async Task<BatchJob> StartAsync(BatchJobRequest job, BatchPart part, Action<long> follow, CancellationToken cancellationToken)
    {
        UploadedFile file = await client.Files.UploadAsync(new FileUploadRequest { Path = part.Path, Purpose = "batch" }, follow, wire, cancellationToken).ConfigureAwait(false);
        bool isStarted = false;
        try
        {
            BatchJob started = await CreateAsync(job with { InputFiles = [file.Id] }, file.Id, cancellationToken).ConfigureAwait(false);
            isStarted = true;
            return started;
        }
        finally
        {
            if (!isStarted)
            {
                Task cleanUp = CleanUpAsync(file.Id, isStopped: cancellationToken.IsCancellationRequested);
                if (!cancellationToken.IsCancellationRequested)
                {
                    await cleanUp.ConfigureAwait(false);
                }
            }
        }
    }

    /// <summary>Starts a job that holds its requests itself.</summary>
    /// <inheritdoc cref="StartAsync"/>
    public Task<BatchJob> StartInlineAsync(BatchJobRequest job, BatchPart part, CancellationToken cancellationToken) =>
        // The pipeline thread must not wait until the file is read and the body is written.
        Task.Run(() => PostAsync(job with { Requests = ReadRows(part, cancellationToken) }, cancellationToken), cancellationToken);

    /// <summary>Starts a job whose requests are in a file of the user on the server, which stays there.</summary>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <inheritdoc cref="StartAsync"/>
    public async Task<BatchJob> PostAsync(BatchJobRequest job, CancellationToken cancellationToken)
    {
        try
        {
            return await client.Batch.CreateAsync(job, wire, cancellationToken).ConfigureAwait(false);
        }
        catch (MistralApiException e) when (e.Kind is MistralErrorKind.PaymentRequired)
        {
            throw BatchException.NoBilling(e);
        }
    }

    private static List<byte[]> ReadRows(BatchPart part, CancellationToken cancellationToken)
    {
        List<byte[]> rows = new(part.Count);
        using FileStream file = File.OpenRead(part.Path);
        JsonLines lines = new(file);
        while (lines.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.Add(lines.Line.ToArray());
        }

        return rows;
    }

    // The response may have been lost on its way: then the job runs, and a second one would be paid for twice.
    private async Task<BatchJob> CreateAsync(BatchJobRequest job, string fileId, CancellationToken cancellationToken)
    {
        try
        {
            return await PostAsync(job, cancellationToken).ConfigureAwait(false);
        }
        catch (MistralApiException e) when (e.Kind is MistralErrorKind.Connection or MistralErrorKind.Timeout or MistralErrorKind.ServerError or MistralErrorKind.InvalidResponse && !e.NothingSent)
        {
            if (await client.Batch.FindAsync(fileId, wire, cancellationToken).ConfigureAwait(false) is { } started)
            {
                warn($"The response to the start of batch {started.Id} was lost, but the batch has been started.");
                return started;
            }

            throw;
        }
    }

    // A stopped pipeline doesn't wait for it. The request may have started the job all the same.
    private async Task CleanUpAsync(string fileId, bool isStopped)
    {
        using CancellationTokenSource limit = new(s_cleanUpLimit);
        try
        {
            if (isStopped && await client.Batch.FindAsync(fileId, progress: null, limit.Token).ConfigureAwait(false) is { } started)
            {
                _ = await client.Batch.CancelAsync(started.Id, cancellationToken: limit.Token).ConfigureAwait(false);
            }

            await client.Files.DeleteAsync(fileId, isStopped ? null : wire, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is MistralApiException or OperationCanceledException)
        {
            if (!isStopped)
            {
                warn($"The uploaded file {fileId} was not deleted: {e.Message} Delete it with Remove-MistralFile.");
            }
        }
    }
}
