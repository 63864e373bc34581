using System.Collections;
using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Start, "MistralWorkflow", SupportsShouldProcess = true, DefaultParameterSetName = WorkflowSet)]
[OutputType("Mistral.WorkflowExecution")]
[Operation("POST", "/v1/workflows/{workflow_identifier}/execute", Output = typeof(WorkflowExecutionResource), Action = "Start the workflow")]
public sealed class StartMistralWorkflowCommand : OperationCommand
{
    private const string WorkflowSet = "Workflow";
    private const string InputSet = "Input";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = WorkflowSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = InputSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowResource>))]
    [Id(typeof(WorkflowResource))]
    [Alias("WorkflowId", "Name", "WorkflowName")]
    [Path("workflow_identifier")]
    public string? Id { get; set; }

    [Parameter(Position = 1, ParameterSetName = WorkflowSet)]
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = InputSet)]
    [Alias("Input")]
    [Body("input")]
    public object? InputObject { get; set; }

    [Parameter]
    [ValidateLength(1, 256)]
    [Body("execution_id")]
    public string? ExecutionId { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowDeploymentResource>))]
    [Body("deployment_name")]
    public string? DeploymentName { get; set; }

    [Parameter]
    [Body("wait_for_result")]
    public SwitchParameter WaitForResult { get; set; }

    [Parameter]
    [ValidateRange(0.0, 86400.0)]
    [Body("timeout_seconds")]
    public double ResultTimeoutSeconds { get; set; }

    [Parameter]
    [ValidateNotNull]
    [ObjectToDictionary]
    [Body("custom_tracing_attributes")]
    public IDictionary? TracingAttribute { get; set; }

    [Parameter]
    [ValidateNotNull]
    [ObjectToDictionary]
    [Body("extensions")]
    public IDictionary? Extension { get; set; }

    [Parameter]
    [Body("force_new_trace")]
    public SwitchParameter ForceNewTrace { get; set; }
}
