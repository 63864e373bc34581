using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralWorkflowExecution", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.WorkflowExecution")]
[Operation("GET", "/v1/workflows/runs", Output = typeof(WorkflowExecutionResource), Items = "executions", Paging = PageStyle.NextPageToken, IsSecondary = true)]
[Operation("GET", "/v1/workflows/executions/{execution_id}", Output = typeof(WorkflowExecutionResource))]
public sealed class GetMistralWorkflowExecutionCommand : WorkflowRunFilterCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkflowExecutionResource>))]
    [Id(typeof(WorkflowExecutionResource))]
    [Alias("Id")]
    [Path("execution_id")]
    public string? ExecutionId { get; set; }
}
