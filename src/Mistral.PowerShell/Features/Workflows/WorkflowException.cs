using System.Globalization;
using System.Management.Automation;

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
        $"The execution '{execution}' of the workflow '{workflow}' failed: {failure ?? $"its status is {status}."}",
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
        "The execution continues. Wait-MistralWorkflowExecution waits again. Use -Timeout to wait longer.");

    public static WorkflowException NotStopped(string execution, string? reason) => new(
        "MistralWorkflowNotStopped",
        ErrorCategory.InvalidOperation,
        execution,
        $"The execution '{execution}' was not stopped: {reason ?? "the API gave no reason."}",
        "Get-MistralWorkflowExecution shows its status. It may have ended already.");

    public static WorkflowException NotArchived(string workflow, string? reason) => new(
        "MistralWorkflowNotChanged",
        ErrorCategory.InvalidOperation,
        workflow,
        $"The workflow '{workflow}' was not changed: {reason ?? "the API gave no reason."}",
        "Get-MistralWorkflow shows the workflows.");
}
