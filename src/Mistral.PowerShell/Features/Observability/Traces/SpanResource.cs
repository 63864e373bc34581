using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Observability.Traces;

/// <summary>One operation in a trace, such as a call of a model or a tool.</summary>
[Resource(
    "Mistral.Span",
    "Duration", "CustomerId", "OrganizationId", "WorkspaceId", "UserId", "TraceId", "SpanId", "ParentSpanId",
    "TraceState", "StartTime", "EndTime", "DurationNs", "SpanName", "SpanKind", "ServiceName", "StatusCode",
    "StatusMessage", "ErrorType", "OperationName", "ProviderName", "RequestModel", "ResponseModel", "ResponseId",
    "OutputType", "ConversationId", "DataSourceId", "AgentId", "AgentName", "AgentVersion", "AgentDescription",
    "WorkflowName", "PromptName", "ToolName", "ToolType", "ToolCallId", "InputMessages", "OutputMessages",
    "SystemInstructions", "ToolDefinitions", "ToolCallArguments", "ToolCallResult", "RequestChoiceCount",
    "RequestMaxTokens", "RequestTemperature", "RequestTopP", "RequestTopK", "RequestPresencePenalty",
    "RequestFrequencyPenalty", "RequestSeed", "RequestStopSequences", "RequestEncodingFormats",
    "ResponseFinishReasons", "UsageInputTokens", "UsageOutputTokens", "UsageCacheReadInputTokens",
    "UsageCacheCreationInputTokens", "ResourceAttributes", "SpanAttributes", "ScopeName", "ScopeVersion",
    IdName = "SpanId", IdField = "span_id", NameField = "span_name", List = typeof(GetMistralSpanCommand),
    Unchanged = ["resource_attributes", "span_attributes"])]
internal sealed class SpanResource;
