using System.Management.Automation;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralWorkflowHistory", DefaultParameterSetName = ExecutionSet)]
[OutputType(typeof(PSObject))]
[Operation("GET", "/v1/workflows/executions/{execution_id}/history")]
[Operation("GET", "/v1/workflows/runs/{run_id}/history")]
public sealed class GetMistralWorkflowHistoryCommand : OperationCommand
{
    private const string ExecutionSet = "Execution";
    private const string RunSet = "Run";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ExecutionSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkflowExecutionResource>))]
    [Id(typeof(WorkflowExecutionResource), IsByName = true)]
    [Alias("Id")]
    [Path("execution_id")]
    public string? ExecutionId { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = RunSet)]
    [ValidateNotNullOrEmpty]
    [Path("run_id")]
    public string? RunId { get; set; }

    [Parameter]
    [Query("decode_payloads")]
    public SwitchParameter DecodePayload { get; set; }
}
