using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "MistralWorkflowQuery")]
[OutputType(typeof(object))]
[Operation("POST", "/v1/workflows/executions/{execution_id}/queries", IsRead = true)]
public sealed class InvokeMistralWorkflowQueryCommand : OperationCommand
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

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) =>
        [JsonObjects.ConvertUnchanged(JsonFields.GetMember(reply, "result"))];
}
