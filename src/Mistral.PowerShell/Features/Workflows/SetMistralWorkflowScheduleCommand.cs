using System.Management.Automation;
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
}
