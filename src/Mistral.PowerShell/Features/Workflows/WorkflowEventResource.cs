using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Workflows;

/// <summary>An event of an execution of a workflow.</summary>
[Resource(
    "Mistral.WorkflowEvent",
    "Time", "EventType", "WorkflowName", "ExecutionId", "EventId", "EventTimestamp", "WorkflowExecId", "WorkflowRunId",
    "RootWorkflowExecId", "ParentWorkflowExecId", "ContinuedRunId", "FirstExecutionRunId", "ScheduleId", "Attributes",
    "LastEventId")]
internal sealed class WorkflowEventResource;
