using System;
using System.Management.Automation;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Workflows;

/// <summary>What selects executions in the list of runs.</summary>
public abstract class WorkflowRunFilterCommand : OperationCommand
{
    private protected const string ListSet = "List";
    private protected const string IdSet = "Id";

    [Parameter(ValueFromPipeline = true, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowResource>))]
    [Id(typeof(WorkflowResource), IsByName = true)]
    [Query("workflow_identifier")]
    public string? WorkflowId { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("RUNNING", "COMPLETED", "FAILED", "CANCELED", "TERMINATED", "CONTINUED_AS_NEW", "TIMED_OUT", "RETRYING_AFTER_ERROR")]
    [Query("status")]
    public string[]? Status { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowDeploymentResource>))]
    [Query("deployment_name")]
    public string? DeploymentName { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [Query("start_time_after")]
    public DateTimeOffset StartedAfter { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [Query("start_time_before")]
    public DateTimeOffset StartedBefore { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [Query("search")]
    public string? Search { get; set; }
}
