using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Observability.Traces;

/// <summary>A field of traces, spans, evaluations or logs.</summary>
[Resource(
    "Mistral.TelemetryField",
    "Source", "Name", "Label", "Type", "Group", "SupportedOperators", "SupportedAggregations",
    List = typeof(GetMistralTelemetryFieldCommand))]
internal sealed class TelemetryFieldResource;
