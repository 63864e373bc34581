using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Workflows;

/// <summary>An entry in the log of an execution or a deployment.</summary>
[Resource(
    "Mistral.WorkflowLog",
    "Timestamp", "SeverityText", "Body", "TraceId", "SpanId", "LogAttributes", "LastEventId", Unchanged = ["log_attributes"])]
internal sealed class WorkflowLogResource;
