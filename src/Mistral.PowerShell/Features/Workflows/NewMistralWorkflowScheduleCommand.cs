using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralWorkflowSchedule", SupportsShouldProcess = true)]
[OutputType("Mistral.WorkflowSchedule")]
[Operation("POST", "/v1/workflows/schedules", Output = typeof(WorkflowScheduleResource), Action = "Create a schedule for the workflow")]
public sealed class NewMistralWorkflowScheduleCommand : WorkflowScheduleSettingCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowResource>))]
    [Id(typeof(WorkflowResource))]
    [Alias("WorkflowName", "Name")]
    [Body("workflow_identifier")]
    public string? WorkflowId { get; set; }

    [Parameter(Position = 1)]
    [Alias("Input")]
    [Body("schedule.input", IsAlways = true)]
    public object? InputObject { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("schedule_id")]
    public string? ScheduleId { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowDeploymentResource>))]
    [Body("deployment_name")]
    public string? DeploymentName { get; set; }

    // Without times, the API would create a schedule that never starts anything.
    private protected override void CheckTimes()
    {
        base.CheckTimes();
        if ((Cron?.Length ?? 0) + (Every?.Length ?? 0) + (Calendar?.Length ?? 0) == 0)
        {
            throw MistralApiException.InvalidArgument("A schedule needs times. Specify -Cron, such as '0 7 * * MON-FRI', -Every, such as 04:00, or -Calendar.");
        }
    }
}
