using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralWorkflowMetric")]
[OutputType("Mistral.WorkflowMetric")]
[Operation("GET", "/v1/workflows/{workflow_name}/metrics", Output = typeof(WorkflowMetricResource))]
public sealed class GetMistralWorkflowMetricCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowResource>))]
    [Alias("WorkflowName")]
    [Path("workflow_name")]
    public string? Name { get; set; }

    [Parameter]
    [Alias("Start")]
    [Query("start_time")]
    public DateTimeOffset After { get; set; }

    [Parameter]
    [Alias("End")]
    [Query("end_time")]
    public DateTimeOffset Before { get; set; }

    // Each metric is an object with one value.
    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) =>
        [operation.Resource!.Create([("WorkflowName", Name), .. reply.EnumerateObject().Select(m => (JsonObjects.GetName(m.Name), JsonObjects.ConvertUnchanged(JsonFields.GetMember(m.Value, "value"))))])];
}
