using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Observability.Traces;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralTelemetryField")]
[OutputType("Mistral.TelemetryField")]
[Operation("GET", "/v1/observability/traces/fields", Output = typeof(TelemetryFieldResource), Items = "field_definitions", Case = nameof(TelemetrySource.Trace))]
[Operation("GET", "/v1/observability/spans/fields", Output = typeof(TelemetryFieldResource), Items = "field_definitions", Case = nameof(TelemetrySource.Span))]
[Operation("GET", "/v1/observability/spans/evaluations/fields", Output = typeof(TelemetryFieldResource), Items = "field_definitions", Case = nameof(TelemetrySource.SpanEvaluation))]
[Operation("GET", "/v1/observability/logs/fields", Output = typeof(TelemetryFieldResource), Items = "field_definitions", Case = nameof(TelemetrySource.Log))]
public sealed class GetMistralTelemetryFieldCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0)]
    public TelemetrySource Source { get; set; }

    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FieldNameCompleter))]
    [Select("name")]
    public string[]? Name { get; set; }

    private protected override string OperationCase => Source.ToString();

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation)
    {
        PSObject field = (PSObject)operation.Resource!.Read(reply)!;
        JsonObjects.Set(field, nameof(Source), Source);
        return [field];
    }
}
