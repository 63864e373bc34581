using System.Collections.Generic;
using System.Management.Automation;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Start, "MistralWorkflowSchedule", SupportsShouldProcess = true)]
[Operation("POST", "/v1/workflows/schedules/{schedule_id}/trigger", Action = "Start the workflow of the schedule now", SuppressOutput = true)]
public sealed class StartMistralWorkflowScheduleCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkflowScheduleResource>))]
    [Id(typeof(WorkflowScheduleResource))]
    [Alias("Id")]
    [Path("schedule_id")]
    public string? ScheduleId { get; set; }

    [Parameter]
    [Body("overlap")]
    public ScheduleOverlap Overlap { get; set; }

    // The API has numbers for it.
    private protected override Dictionary<string, object?> CreateBody() =>
        MyInvocation.BoundParameters.ContainsKey(nameof(Overlap)) ? new() { ["overlap"] = (int)Overlap } : [];
}
