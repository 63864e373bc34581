using System.Management.Automation;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommunications.Send, "MistralWorkflowSignal", SupportsShouldProcess = true)]
[Operation("POST", "/v1/workflows/executions/{execution_id}/signals", Action = "Send the signal", SuppressOutput = true)]
public sealed class SendMistralWorkflowSignalCommand : OperationCommand
{
    [Parameter(Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkflowExecutionResource>))]
    [Id(typeof(WorkflowExecutionResource), IsByName = true)]
    [Alias("Id")]
    [Path("execution_id")]
    public string? ExecutionId { get; set; }

    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter(Position = 1)]
    [Alias("Input")]
    [Body("input")]
    public object? InputObject { get; set; }
}
