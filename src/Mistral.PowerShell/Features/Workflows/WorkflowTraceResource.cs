using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Workflows;

/// <summary>The trace of an execution of a workflow.</summary>
[Resource(
    "Mistral.WorkflowTrace",
    "WorkflowName", "WorkflowId", "DeploymentName", "ExecutionId", "ParentExecutionId", "RootExecutionId", "RunId",
    "UserId", "Status", "StartTime", "EndTime", "TotalDurationMs", "Result", "OtelTraceId", "HasTraceData", "DataSource",
    "OtelTraceData", "SpanTree", "Events",
    Unchanged = ["result"])]
internal sealed class WorkflowTraceResource;
