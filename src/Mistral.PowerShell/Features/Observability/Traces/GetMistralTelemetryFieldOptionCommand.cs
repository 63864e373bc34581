using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Observability.Traces;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralTelemetryFieldOption")]
[OutputType("Mistral.TelemetryFieldOption")]
[Operation("GET", "/v1/observability/traces/fields/{field_name}/options", Output = typeof(TelemetryFieldOptionResource), Case = nameof(TelemetrySource.Trace))]
[Operation("GET", "/v1/observability/spans/fields/{field_name}/options", Output = typeof(TelemetryFieldOptionResource), Case = nameof(TelemetrySource.Span))]
[Operation("GET", "/v1/observability/spans/evaluations/fields/{field_name}/options", Output = typeof(TelemetryFieldOptionResource), Case = nameof(TelemetrySource.SpanEvaluation))]
[Operation("GET", "/v1/observability/logs/fields/{field_name}/options", Output = typeof(TelemetryFieldOptionResource), Case = nameof(TelemetrySource.Log))]
public sealed class GetMistralTelemetryFieldOptionCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    public TelemetrySource Source { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FieldNameCompleter))]
    [Path("field_name")]
    public string? Name { get; set; }

    [Parameter]
    [Query("from")]
    public DateTimeOffset? After { get; set; }

    [Parameter]
    [Query("to")]
    public DateTimeOffset? Before { get; set; }

    private protected override string OperationCase => Source.ToString();

    // Only fields with few values have options.
    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) => JsonFields.GetTexts(reply, "options")
        .Select(option => operation.Resource!.Create((nameof(Source), Source), (nameof(Name), Name), ("Value", option)));
}
