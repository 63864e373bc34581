using System;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Json;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>Batch jobs: <c>/v1/batch/jobs</c>.</summary>
public sealed class BatchOperations
{
    /// <summary>How many requests a job can hold itself. More need an uploaded file.</summary>
    public const int MaxInlineRequests = 10_000;

    private const string Path = "/v1/batch/jobs";

    private readonly HttpTransport _transport;

    internal BatchOperations(HttpTransport transport)
    {
        _transport = transport;
    }

    /// <summary>Starts a job. It is not sent twice if the first try may have started it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed.</exception>
    public async Task<BatchJob> CreateAsync(BatchJobRequest job, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        Read(await _transport.SendAsync(new MistralRequest("POST", Path) { Body = job.CreateBody(), Model = job.Model }, progress, cancellationToken).ConfigureAwait(false));

    /// <summary>Gets a job.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="isInline">Whether the results come with it.</param>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed.</exception>
    public async Task<BatchJob> GetAsync(string id, bool isInline = false, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        MistralRequest request = new("GET", GetPath(id));
        if (isInline)
        {
            request.Query.Add(new("inline", "true"));
        }

        return Read(await _transport.SendAsync(request, progress, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Finds the job that was started last for an input file; null without one.</summary>
    /// <param name="fileId">The id of the file.</param>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed.</exception>
    public async Task<BatchJob?> FindAsync(string fileId, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        MistralRequest request = new("GET", Path) { Query = { new("page", "0"), new("page_size", "100"), new("order_by", "-created") } };
        MistralResponse response = await _transport.SendAsync(request, progress, cancellationToken).ConfigureAwait(false);
        return LenientJson.GetMember(response.ReadJson(), "data") is { ValueKind: JsonValueKind.Array } jobs
            ? jobs.EnumerateArray().Select(j => TryRead(j, response)).FirstOrDefault(j => j?.InputFiles.Contains(fileId) is true)
            : null;
    }

    /// <summary>Cancels a job.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async Task<BatchJob> CancelAsync(string id, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        Read(await _transport.SendAsync(new MistralRequest("POST", $"{GetPath(id)}/cancel"), progress, cancellationToken).ConfigureAwait(false));

    /// <summary>Deletes a job.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public Task DeleteAsync(string id, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        _transport.SendAsync(new MistralRequest("DELETE", GetPath(id)), progress, cancellationToken);

    private static string GetPath(string id) => $"{Path}/{MistralRequest.EscapeSegment(id)}";

    private static BatchJob Read(MistralResponse response) => TryRead(response.ReadJson(), response) ?? throw response.CreateInvalid("The response has no batch job.");

    private static BatchJob? TryRead(JsonElement job, MistralResponse response) => LenientJson.GetText(job, "id") is { } id ? new BatchJob(job, id, response.Redactor) : null;
}
