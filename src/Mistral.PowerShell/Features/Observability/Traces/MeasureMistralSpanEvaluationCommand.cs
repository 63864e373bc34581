using System.Management.Automation;
using Mistral.PowerShell.Features.Observability.Traces;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsDiagnostic.Measure, "MistralSpanEvaluation")]
[OutputType("Mistral.TelemetryMeasure")]
[Operation("POST", "/v1/observability/spans/evaluations/aggregate", Output = typeof(TelemetryMeasureResource), Items = "data", IsRead = true)]
public sealed class MeasureMistralSpanEvaluationCommand() : TelemetryMeasureCommand("score_value");
