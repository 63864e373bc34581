using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralWorkflowEvent", SupportsPaging = true)]
[OutputType("Mistral.WorkflowEvent")]
[Operation("GET", "/v1/workflows/events/list", Output = typeof(WorkflowEventResource), Items = "events", Paging = PageStyle.LimitCursor, Case = ListCase)]
[Operation("GET", "/v1/workflows/events/stream", Output = typeof(WorkflowEventResource), IsStream = true, Case = StreamCase)]
[Operation("GET", "/v1/workflows/executions/{execution_id}/stream", Output = typeof(WorkflowEventResource), IsStream = true, Case = ExecutionCase)]
public sealed class GetMistralWorkflowEventCommand : OperationCommand
{
    private const string ListCase = "the list";
    private const string StreamCase = "-Stream";
    private const string ExecutionCase = "-Stream and -ExecutionId";

    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkflowExecutionResource>))]
    [Id(typeof(WorkflowExecutionResource), IsByName = true)]
    [Alias("Id")]
    [Path("execution_id")]
    [Query("workflow_exec_id", Case = ListCase)]
    public string? ExecutionId { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Query("workflow_run_id", Case = ListCase)]
    public string? RunId { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Query("root_workflow_exec_id", Case = ListCase)]
    [Query("root_workflow_exec_id", Case = StreamCase)]
    public string? RootExecutionId { get; set; }

    [Parameter]
    [Alias("Follow")]
    public SwitchParameter Stream { get; set; }

    [Parameter]
    [ValidateSet("WORKFLOW_EXECUTION_STARTED", "WORKFLOW_EXECUTION_COMPLETED", "WORKFLOW_EXECUTION_FAILED", "WORKFLOW_EXECUTION_CANCELED", "WORKFLOW_EXECUTION_CONTINUED_AS_NEW", "WORKFLOW_TASK_TIMED_OUT", "WORKFLOW_TASK_FAILED", "CUSTOM_TASK_STARTED", "CUSTOM_TASK_IN_PROGRESS", "CUSTOM_TASK_COMPLETED", "CUSTOM_TASK_FAILED", "CUSTOM_TASK_TIMED_OUT", "CUSTOM_TASK_CANCELED", "ACTIVITY_TASK_STARTED", "ACTIVITY_TASK_COMPLETED", "ACTIVITY_TASK_RETRYING", "ACTIVITY_TASK_FAILED")]
    [Query("workflow_event_types", Case = StreamCase)]
    public string[]? EventType { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowResource>))]
    [Query("workflow_name", Case = StreamCase)]
    public string? WorkflowName { get; set; }

    [Parameter]
    [ValidateSet("activity", "workflow", "*")]
    [Query("scope", Case = StreamCase)]
    public string? Scope { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [Query("start_seq", Case = StreamCase)]
    public int StartSequence { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Query("last_event_id", Case = ExecutionCase)]
    public string? LastEventId { get; set; }

    private protected override string OperationCase => !Stream ? ListCase : ExecutionId is null ? StreamCase : ExecutionCase;

    // A stream wraps each event.
    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation)
    {
        JsonElement data = JsonFields.GetMember(reply, "data") is { ValueKind: JsonValueKind.Object } inner ? inner : reply;
        PSObject entry = (PSObject)operation.Resource!.Read(data)!;
        JsonObjects.Set(entry, "ExecutionId", JsonFields.GetText(data, "workflow_exec_id"));
        if (JsonFields.GetMember(data, "event_timestamp") is { ValueKind: JsonValueKind.Number } time && time.TryGetInt64(out long nanoseconds))
        {
            JsonObjects.Set(entry, "Time", DateTimeOffset.FromUnixTimeMilliseconds(nanoseconds / 1_000_000));
        }

        return [entry];
    }
}
