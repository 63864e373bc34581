using System.Management.Automation;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Reset, "MistralWorkflowExecution", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("POST", "/v1/workflows/executions/{execution_id}/reset", Action = "Reset the execution", SuppressOutput = true)]
public sealed class ResetMistralWorkflowExecutionCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkflowExecutionResource>))]
    [Id(typeof(WorkflowExecutionResource), IsByName = true)]
    [Alias("Id")]
    [Path("execution_id")]
    public string? ExecutionId { get; set; }

    [Parameter(Mandatory = true, Position = 1)]
    [ValidateRange(0, int.MaxValue)]
    [Body("event_id")]
    public int EventNumber { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("reason")]
    public string? Reason { get; set; }

    [Parameter]
    [Body("exclude_signals")]
    public SwitchParameter ExcludeSignal { get; set; }

    [Parameter]
    [Body("exclude_updates")]
    public SwitchParameter ExcludeUpdate { get; set; }
}
