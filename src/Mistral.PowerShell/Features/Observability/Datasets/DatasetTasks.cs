using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Observability.Datasets;

/// <summary>The import tasks of a dataset.</summary>
/// <param name="client">The client.</param>
/// <param name="progress">Receives what happens on the wire.</param>
/// <param name="dataset">The id of the dataset.</param>
internal sealed class DatasetTasks(MistralClient client, IProgress<TransportEvent> progress, string dataset)
{
    private const string Completed = "COMPLETED";

    private string Root => $"/v1/observability/datasets/{MistralRequest.EscapeSegment(dataset)}";

    /// <summary>Starts an import.</summary>
    /// <param name="source">The last part of the path: <c>from-file</c>.</param>
    /// <param name="body">The body of the request.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The task.</returns>
    public async Task<PSObject> StartAsync(string source, Dictionary<string, object?> body, CancellationToken cancellationToken)
    {
        MistralRequest request = new("POST", $"{Root}/imports/{source}") { Body = RequestBody.Json(PSJsonWriter.Write(body)) };
        return Read(await client.SendAsync(request, progress, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Waits until a task has ended.</summary>
    /// <param name="id">The id of the task.</param>
    /// <param name="shown">What is imported, for error messages.</param>
    /// <param name="seconds">The time limit, measured by the stopwatch. The status is requested at least once.</param>
    /// <param name="watch">The stopwatch, started with the waiting.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The completed task.</returns>
    /// <exception cref="DatasetTaskException">The task failed, or takes too long.</exception>
    public async Task<PSObject> WaitAsync(string id, string shown, int seconds, Stopwatch watch, CancellationToken cancellationToken)
    {
        PSObject task = await StatePolling.ReadAsync(() => GetAsync(id, cancellationToken), HasEnded, seconds, watch, cancellationToken).ConfigureAwait(false);
        return !HasEnded(task) ? throw DatasetTaskException.TimedOut(shown, id, dataset, seconds)
            : GetStatus(task) is var status and not Completed ? throw DatasetTaskException.Failed(shown, dataset, status, task.Properties["Message"]?.Value as string)
            : task;
    }

    private async Task<PSObject> GetAsync(string id, CancellationToken cancellationToken) =>
        Read(await client.SendAsync(new MistralRequest("GET", $"{Root}/tasks/{MistralRequest.EscapeSegment(id)}"), progress, cancellationToken).ConfigureAwait(false));

    private static string GetStatus(PSObject task) => task.Properties["Status"]?.Value as string ?? "UNKNOWN";

    // All other values, also unknown ones, mean that the task continues.
    private static bool HasEnded(PSObject task) => GetStatus(task) is Completed or "FAILED" or "CANCELED" or "TERMINATED" or "TIMED_OUT";

    private static PSObject Read(MistralResponse response) =>
        response.ReadJson() is var task && JsonFields.GetText(task, "id") is not null
            ? (PSObject)ResourceAttribute.Of(typeof(DatasetTaskResource)).Read(task)!
            : throw new MistralApiException(MistralErrorKind.InvalidResponse, "The response has no task with an id.");
}
