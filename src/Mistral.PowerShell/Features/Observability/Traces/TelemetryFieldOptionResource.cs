using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Observability.Traces;

/// <summary>A value that a field of traces, spans, evaluations or logs has had.</summary>
[Resource(
    "Mistral.TelemetryFieldOption",
    "Source", "Name", "Value")]
internal sealed class TelemetryFieldOptionResource;
