using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Workflows;

/// <summary>A schedule that starts a workflow.</summary>
[Resource(
    "Mistral.WorkflowSchedule",
    "ScheduleId", "WorkflowName", "DeploymentName", "Paused", "Note", "CronExpressions", "Intervals", "Calendars",
    "Skip", "StartAt", "EndAt", "Jitter", "TimeZoneName", "Policy", "RemainingExecutions", "Input", "FutureExecutions",
    "RecentExecutions",
    IdName = "ScheduleId", IdField = "schedule_id", NameField = "workflow_name", Unchanged = ["input"], List = typeof(GetMistralWorkflowScheduleCommand))]
internal sealed class WorkflowScheduleResource;
