using System.Management.Automation;
using Mistral.PowerShell.Features.Observability.Traces;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsDiagnostic.Measure, "MistralSpan")]
[OutputType("Mistral.TelemetryMeasure")]
[Operation("POST", "/v1/observability/spans/aggregate", Output = typeof(TelemetryMeasureResource), Items = "data", IsRead = true)]
public sealed class MeasureMistralSpanCommand() : TelemetryMeasureCommand("span_id");
