using System.Management.Automation;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Suspend, "MistralWorkflowSchedule", SupportsShouldProcess = true)]
[Operation("POST", "/v1/workflows/schedules/{schedule_id}/pause", Action = "Pause the schedule", SuppressOutput = true)]
public sealed class SuspendMistralWorkflowScheduleCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkflowScheduleResource>))]
    [Id(typeof(WorkflowScheduleResource))]
    [Alias("Id")]
    [Path("schedule_id")]
    public string? ScheduleId { get; set; }

    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [Body("note")]
    public string? Note { get; set; }
}
