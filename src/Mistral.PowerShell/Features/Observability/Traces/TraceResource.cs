using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Observability.Traces;

/// <summary>The trace of one run of an application: its spans from the first to the last.</summary>
[Resource(
    "Mistral.Trace",
    "Duration", "CustomerId", "OrganizationId", "WorkspaceId", "UserId", "TraceId", "RootSpanId", "RootSpanName",
    "StartTime", "EndTime", "DurationNs", "ServiceName", "Environment", "ConversationId", "WorkflowName", "AgentId",
    "AgentName", "StatusCode", "ErrorCount", "SpanCount", "GenAiSpanCount", "LlmCallCount", "ToolCallCount",
    "RetrievalCount", "EvaluationCount", "InputTokens", "OutputTokens", "CacheReadInputTokens",
    "CacheCreationInputTokens", "ModelsUsed", "ToolsUsed", "FirstTurnLastInputMessage", "FirstTurnLastOutputMessage",
    "LastTurnLastInputMessage", "LastTurnLastOutputMessage",
    IdName = "TraceId", IdField = "trace_id", NameField = "root_span_name", List = typeof(SearchMistralTraceCommand))]
internal sealed class TraceResource;
