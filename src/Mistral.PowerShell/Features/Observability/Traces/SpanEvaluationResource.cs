using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Observability.Traces;

/// <summary>A score that a judge or an application gave to a span.</summary>
[Resource(
    "Mistral.SpanEvaluation",
    "CustomerId", "OrganizationId", "WorkspaceId", "UserId", "TraceId", "SpanId", "ResponseId", "ConversationId",
    "Timestamp", "EvaluationName", "ScoreValue", "ScoreLabel", "Explanation", "Metadata")]
internal sealed class SpanEvaluationResource;
