using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralWorkflowSchedule", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.WorkflowSchedule")]
[Operation("GET", "/v1/workflows/schedules", Output = typeof(WorkflowScheduleResource), Items = "schedules", Paging = PageStyle.NextPageToken)]
[Operation("GET", "/v1/workflows/schedules/{schedule_id}", Output = typeof(WorkflowScheduleResource))]
public sealed class GetMistralWorkflowScheduleCommand : OperationCommand
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkflowScheduleResource>))]
    [Id(typeof(WorkflowScheduleResource))]
    [Alias("Id")]
    [Path("schedule_id")]
    public string? ScheduleId { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowResource>))]
    [Query("workflow_name")]
    public string? WorkflowName { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("active", "paused")]
    [Query("status")]
    public string? Status { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [Query("user_id")]
    public string? UserId { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [Query("search")]
    public string? Search { get; set; }
}
