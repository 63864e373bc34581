using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Observability.Judges;

/// <summary>What a judge found.</summary>
[Resource(
    "Mistral.JudgeOutput",
    "Answer", "Analysis", "JudgeId", "DatasetRecordId", "TraceId", "SpanId")]
internal sealed class JudgeOutputResource;
