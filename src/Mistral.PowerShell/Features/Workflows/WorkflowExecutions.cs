using System;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.Features.Workflows;

/// <summary>Executions of workflows: their state, and why one failed.</summary>
/// <param name="client">The client.</param>
/// <param name="progress">Receives what happens on the wire.</param>
internal sealed class WorkflowExecutions(MistralClient client, IProgress<TransportEvent> progress)
{
    private const string FailedEvent = "WORKFLOW_EXECUTION_FAILED";

    // Five full pages. One message isn't worth all events of a long execution.
    private const int MaxEvents = 500;

    /// <summary>Gets an execution.</summary>
    public async Task<JsonElement> GetAsync(string id, CancellationToken cancellationToken)
    {
        MistralRequest request = new("GET", $"/v1/workflows/executions/{MistralRequest.EscapeSegment(id)}");
        return (await client.SendAsync(request, progress, cancellationToken).ConfigureAwait(false)).ReadJson();
    }

    /// <summary>Whether an execution has ended. All other values, also unknown ones, mean that it continues.</summary>
    public static bool HasEnded(JsonElement execution) => GetStatus(execution) is "COMPLETED" or "FAILED" or "CANCELED" or "TERMINATED" or "TIMED_OUT";

    /// <summary>Creates the error of an execution that has not completed; null for one that has.</summary>
    /// <param name="execution">The execution.</param>
    /// <param name="id">Its id.</param>
    /// <param name="seconds">How long the caller has waited.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    public async Task<WorkflowException?> FindProblemAsync(JsonElement execution, string id, int seconds, CancellationToken cancellationToken)
    {
        string workflow = JsonFields.GetText(execution, "workflow_name") ?? string.Empty;
        string status = GetStatus(execution);
        return status switch
        {
            "COMPLETED" => null,
            "CANCELED" or "TERMINATED" => WorkflowException.Stopped(id, workflow, status),
            "FAILED" or "TIMED_OUT" => WorkflowException.Failed(id, workflow, status, await FindFailureAsync(id, cancellationToken).ConfigureAwait(false)),
            _ => WorkflowException.TimedOut(id, workflow, status, seconds),
        };
    }

    private static string GetStatus(JsonElement execution) => JsonFields.GetText(execution, "status") ?? "unknown";

    // An execution doesn't contain its failure, but its last event does. Without it, the status must do.
    private async Task<string?> FindFailureAsync(string id, CancellationToken cancellationToken)
    {
        MistralRequest request = new("GET", "/v1/workflows/events/list");
        request.Query.Add(new("workflow_exec_id", id));
        string? found = null;
        int count = 0;
        try
        {
            await foreach (JsonElement item in new PageReader(client, request, PageStyle.LimitCursor, "events").ReadAsync(progress, cancellationToken).ConfigureAwait(false))
            {
                if (JsonFields.GetText(item, "event_type") == FailedEvent)
                {
                    found = JsonFields.GetText(JsonFields.GetMember(JsonFields.GetMember(item, "attributes"), "failure"), "message") ?? found;
                }

                if (++count == MaxEvents)
                {
                    break;
                }
            }
        }
        catch (MistralApiException)
        {
            // The execution has failed in any case.
        }

        return found;
    }
}
