using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Workflows;

/// <summary>The metrics of a workflow.</summary>
[Resource(
    "Mistral.WorkflowMetric",
    "WorkflowName", "ExecutionCount", "SuccessCount", "ErrorCount", "AverageLatencyMs", "RetryRate", "LatencyOverTime")]
internal sealed class WorkflowMetricResource;
