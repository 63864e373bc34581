using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralWorkflowSchedule", SupportsShouldProcess = true)]
[OutputType("Mistral.WorkflowSchedule")]
[Operation("PATCH", "/v1/workflows/schedules/{schedule_id}", Output = typeof(WorkflowScheduleResource), Supplies = ["schedule"], Action = "Change the schedule")]
public sealed class SetMistralWorkflowScheduleCommand : WorkflowScheduleSettingCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkflowScheduleResource>))]
    [Id(typeof(WorkflowScheduleResource))]
    [Alias("Id")]
    [Path("schedule_id")]
    public string? ScheduleId { get; set; }

    [Parameter(Position = 1)]
    [Alias("Input")]
    [Body("schedule.input")]
    public object? InputObject { get; set; }

    // Times that aren't specified are kept, but those of all three kinds can't be removed.
    private protected override void CheckTimes()
    {
        base.CheckTimes();
        if (Cron is { Length: 0 } && Every is { Length: 0 } && Calendar is { Length: 0 })
        {
            throw MistralApiException.InvalidArgument("A schedule needs times. Suspend-MistralWorkflowSchedule pauses it, and Remove-MistralWorkflowSchedule deletes it.");
        }
    }
}
