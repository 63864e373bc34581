using System;
using System.Management.Automation;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Disable, "MistralWorkflow", SupportsShouldProcess = true)]
[Operation("PUT", "/v1/workflows/{workflow_identifier}/archive", Action = "Archive the workflow")]
[Operation("PUT", "/v1/workflows/archive", Action = "Archive the workflows", Supplies = ["workflow_ids"])]
public sealed class DisableMistralWorkflowCommand : WorkflowBulkCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowResource>))]
    [Id(typeof(WorkflowResource), IsMany = true)]
    [Alias("WorkflowId", "Name", "WorkflowName")]
    [Path("workflow_identifier")]
    public string[] Id { get; set; } = [];

    // Several workflows are named by their ids only.
    private protected override bool CanBeOfMany(string id) => Guid.TryParse(id, out _);
}
