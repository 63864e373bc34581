using System;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralWorkflowLog", SupportsPaging = true, DefaultParameterSetName = ExecutionSet)]
[OutputType("Mistral.WorkflowLog")]
[Operation("GET", "/v1/workflows/executions/{execution_id}/logs", Output = typeof(WorkflowLogResource), Items = "results", Paging = PageStyle.LimitCursor, Case = ListCase)]
[Operation("GET", "/v1/workflows/executions/{execution_id}/logs/stream", Output = typeof(WorkflowLogResource), IsStream = true, Case = StreamCase)]
[Operation("GET", "/v1/workflows/deployments/{name}/logs", Output = typeof(WorkflowLogResource), Items = "results", Paging = PageStyle.LimitCursor, Case = ListCase)]
[Operation("GET", "/v1/workflows/deployments/{name}/logs/stream", Output = typeof(WorkflowLogResource), IsStream = true, Case = StreamCase)]
public sealed class GetMistralWorkflowLogCommand : OperationCommand
{
    private const string ExecutionSet = "Execution";
    private const string DeploymentSet = "Deployment";
    private const string ListCase = "the list";
    private const string StreamCase = "-Stream";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ExecutionSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkflowExecutionResource>))]
    [Id(typeof(WorkflowExecutionResource), IsByName = true)]
    [Alias("Id")]
    [Path("execution_id")]
    public string? ExecutionId { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = DeploymentSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowDeploymentResource>))]
    [Alias("Name")]
    [Path("name")]
    public string? DeploymentName { get; set; }

    [Parameter(ParameterSetName = ExecutionSet)]
    [ValidateNotNullOrEmpty]
    [Query("run_id")]
    public string? RunId { get; set; }

    [Parameter(ParameterSetName = ExecutionSet)]
    [ValidatePattern("^[0-9]+$")]
    [Query("activity_id")]
    public string? ActivityId { get; set; }

    [Parameter(ParameterSetName = DeploymentSet)]
    [ValidateNotNullOrEmpty]
    [Query("worker_name")]
    public string? WorkerName { get; set; }

    [Parameter(ParameterSetName = DeploymentSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowResource>))]
    [Query("workflow_name")]
    public string? WorkflowName { get; set; }

    [Parameter]
    [Query("after")]
    public DateTimeOffset After { get; set; }

    [Parameter]
    [Query("before", Case = ListCase)]
    public DateTimeOffset Before { get; set; }

    [Parameter]
    [ValidateSet("asc", "desc")]
    [Query("order", Case = ListCase)]
    public string? SortOrder { get; set; }

    [Parameter]
    [Alias("Follow")]
    public SwitchParameter Stream { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Query("last_event_id", Case = StreamCase)]
    public string? LastEventId { get; set; }

    private protected override string OperationCase => Stream ? StreamCase : ListCase;
}
