using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "MistralWorkflowUpdate", SupportsShouldProcess = true)]
[OutputType(typeof(object))]
[Operation("POST", "/v1/workflows/executions/{execution_id}/updates", Action = "Request the update")]
public sealed class InvokeMistralWorkflowUpdateCommand : WorkflowMessageCommand
{
    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) =>
        [JsonObjects.ConvertUnchanged(JsonFields.GetMember(reply, "result"))];
}
