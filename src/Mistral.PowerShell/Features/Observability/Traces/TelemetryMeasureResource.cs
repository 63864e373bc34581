using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Observability.Traces;

/// <summary>A row of a calculation over traces, spans or evaluations. It also has a property for each field of <c>-GroupBy</c>.</summary>
[Resource(
    "Mistral.TelemetryMeasure",
    "TimeBucket", "MetricName", "MetricValue")]
internal sealed class TelemetryMeasureResource;
