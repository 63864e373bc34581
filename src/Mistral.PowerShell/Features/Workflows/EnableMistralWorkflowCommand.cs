using System;
using System.Management.Automation;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Enable, "MistralWorkflow", SupportsShouldProcess = true)]
[Operation("PUT", "/v1/workflows/{workflow_identifier}/unarchive", Action = "Restore the workflow from the archive")]
[Operation("PUT", "/v1/workflows/unarchive", Action = "Restore the workflows from the archive", Supplies = ["workflow_ids"])]
public sealed class EnableMistralWorkflowCommand : WorkflowBulkCommand
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
