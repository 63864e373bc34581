using System;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading.Tasks;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Workflows;

/// <summary>The base of the cmdlets that archive workflows and restore them.</summary>
public abstract class WorkflowArchiveCommand : WorkflowBulkCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowResource>))]
    [Id(typeof(WorkflowResource), IsMany = true)]
    [Alias("WorkflowId", "Name", "WorkflowName")]
    [Path("workflow_identifier")]
    public string[] Id { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string id in Id)
        {
            Add(id);
        }
    }

    private protected override ResourceAttribute Resource => ResourceAttribute.Of(typeof(WorkflowResource));

    private protected override string ManyField => "workflow_ids";

    // Several workflows are named by their ids only.
    private protected override bool CanBeOfMany(string id) => Guid.TryParse(id, out _);

    private protected override Task WriteManyAsync(JsonElement reply)
    {
        foreach (JsonElement refused in JsonFields.GetMember(reply, "errored") is { ValueKind: JsonValueKind.Array } errored ? errored.EnumerateArray().ToArray() : [])
        {
            WorkflowException problem = WorkflowException.NotArchived(JsonFields.GetText(refused, "workflow_id") ?? string.Empty, JsonFields.GetText(refused, "message"));
            PostOrdered(() => WriteError(problem.ToRecord()));
        }

        return Task.CompletedTask;
    }
}
