using System.Management.Automation;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Stop, "MistralWorkflowExecution", SupportsShouldProcess = true)]
[Operation("POST", "/v1/workflows/executions/{execution_id}/cancel", Case = CancelCase, Action = "Cancel the execution")]
[Operation("POST", "/v1/workflows/executions/cancel", Case = CancelCase, Action = "Cancel the executions", Supplies = ["execution_ids"])]
[Operation("POST", "/v1/workflows/executions/{execution_id}/terminate", Case = TerminateCase, Action = "Terminate the execution")]
[Operation("POST", "/v1/workflows/executions/terminate", Case = TerminateCase, Action = "Terminate the executions", Supplies = ["execution_ids"])]
public sealed class StopMistralWorkflowExecutionCommand : WorkflowBulkCommand
{
    private const string CancelCase = "Cancel";
    private const string TerminateCase = "Terminate";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkflowExecutionResource>))]
    [Id(typeof(WorkflowExecutionResource), IsMany = true, IsByName = true)]
    [Alias("Id")]
    [Path("execution_id")]
    public string[] ExecutionId { get; set; } = [];

    [Parameter]
    public SwitchParameter Terminate { get; set; }

    private protected override string OperationCase => Terminate ? TerminateCase : CancelCase;
}
