using System.Management.Automation;
using Mistral.PowerShell.Features.Observability.Traces;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsDiagnostic.Measure, "MistralTrace")]
[OutputType("Mistral.TelemetryMeasure")]
[Operation("POST", "/v1/observability/traces/aggregate", Output = typeof(TelemetryMeasureResource), Items = "data", IsRead = true)]
public sealed class MeasureMistralTraceCommand() : TelemetryMeasureCommand("trace_id");
