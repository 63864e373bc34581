using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.Features.Workflows;

/// <summary>An execution of a workflow did not complete, or the API refused a part of a request.</summary>
internal sealed class WorkflowException : ErrorRecordException
{
    private WorkflowException(string id, ErrorCategory category, string target, string message, string hint)
        : base(id, category, target, message, hint)
    {
    }

    public static WorkflowException Failed(string execution, string workflow, string status, string? failure) => new(
        "MistralWorkflowFailed",
        ErrorCategory.InvalidResult,
        execution,
        $"The execution '{execution}' of the workflow '{workflow}' failed: {failure ?? $"its status is {status}. Get-MistralWorkflowEvent shows the reason."}",
        "Get-MistralWorkflowEvent and Get-MistralWorkflowLog show what happened. Start-MistralWorkflow starts the workflow again.");

    public static WorkflowException Stopped(string execution, string workflow, string status) => new(
        "MistralWorkflowStopped",
        ErrorCategory.OperationStopped,
        execution,
        $"The execution '{execution}' of the workflow '{workflow}' was stopped: its status is {status}.",
        "Get-MistralWorkflowEvent shows when it was stopped. Start-MistralWorkflow starts the workflow again.");

    public static WorkflowException TimedOut(string execution, string workflow, string status, int seconds) => new(
        "MistralWorkflowTimeout",
        ErrorCategory.OperationTimeout,
        execution,
        string.Format(CultureInfo.InvariantCulture, "The execution '{0}' of the workflow '{1}' has not ended after {2} seconds: its status is {3}.", execution, workflow, seconds, status),
        "The execution continues. Wait-MistralWorkflowExecution waits again. Use -TimeoutSeconds to wait longer.");

    /// <summary>Reads what a request with several ids could not do: a list of workflows, or a result for each execution.</summary>
    public static IEnumerable<WorkflowException> ReadAll(JsonElement reply)
    {
        IEnumerable<WorkflowException> workflows = JsonFields.GetMember(reply, "errored") is { ValueKind: JsonValueKind.Array } errored
            ? errored.EnumerateArray().Select(e => NotChanged(JsonFields.GetText(e, "workflow_id") ?? string.Empty, JsonFields.GetText(e, "message")))
            : [];
        IEnumerable<WorkflowException> executions = JsonFields.GetMember(reply, "results") is { ValueKind: JsonValueKind.Object } results
            ? results.EnumerateObject()
                .Where(r => JsonFields.GetText(r.Value, "error") is not null || JsonFields.GetText(r.Value, "status") == "failure")
                .Select(r => NotStopped(r.Name, JsonFields.GetText(r.Value, "error")))
            : [];
        return workflows.Concat(executions);
    }

    private static WorkflowException NotStopped(string execution, string? reason) => new(
        "MistralWorkflowNotStopped",
        ErrorCategory.InvalidOperation,
        execution,
        $"The execution '{execution}' was not stopped: {reason ?? "the API gave no reason."}",
        "Get-MistralWorkflowExecution shows its status. It may have ended already.");

    private static WorkflowException NotChanged(string workflow, string? reason) => new(
        "MistralWorkflowNotChanged",
        ErrorCategory.InvalidOperation,
        workflow,
        $"The workflow '{workflow}' was not changed: {reason ?? "the API gave no reason."}",
        "Get-MistralWorkflow shows the workflows.");
}
