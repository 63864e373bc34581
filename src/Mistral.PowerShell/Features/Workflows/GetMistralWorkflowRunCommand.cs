using System;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralWorkflowRun", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.WorkflowExecution")]
[Operation("GET", "/v1/workflows/runs", Output = typeof(WorkflowExecutionResource), Items = "executions", Paging = PageStyle.NextPageToken)]
[Operation("GET", "/v1/workflows/runs/{run_id}", Output = typeof(WorkflowExecutionResource))]
public sealed class GetMistralWorkflowRunCommand : WorkflowRunFilterCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [Alias("Id")]
    [Path("run_id")]
    public string? RunId { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [Query("root_execution_id")]
    public string? RootExecutionId { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [Query("end_time_after")]
    public DateTimeOffset EndedAfter { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [Query("end_time_before")]
    public DateTimeOffset EndedBefore { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [Query("user_id")]
    public string? UserId { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateCount(1, 20)]
    [Query("workflow_tags")]
    public string[]? Tag { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateCount(1, 3)]
    [Query("search_key")]
    public string[]? SearchKey { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [Query("include_internal")]
    public bool IncludeInternal { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("start_time", "end_time")]
    [Query("sort_by")]
    public string? SortBy { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("asc", "desc")]
    [Query("order")]
    public string? SortOrder { get; set; }
}
