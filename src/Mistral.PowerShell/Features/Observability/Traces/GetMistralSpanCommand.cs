using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.PowerShell.Features.Observability.Traces;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralSpan", SupportsPaging = true)]
[OutputType("Mistral.Span")]
[Operation("GET", "/v1/observability/traces/{trace_id}/spans", Output = typeof(SpanResource), Items = "spans.results", Paging = PageStyle.Cursor)]
[Operation("GET", "/v1/observability/traces/{trace_id}/spans/{span_id}", Output = typeof(SpanResource))]
public sealed class GetMistralSpanCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<TraceResource>))]
    [Id(typeof(TraceResource))]
    [Path("trace_id")]
    public string? TraceId { get; set; }

    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<SpanResource>))]
    [Id(typeof(SpanResource))]
    [Path("span_id")]
    public string? SpanId { get; set; }

    [Parameter]
    [Query("from")]
    public DateTimeOffset? After { get; set; }

    [Parameter]
    [Query("to")]
    public DateTimeOffset? Before { get; set; }

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) => [TelemetryObjects.Read(reply, operation)];
}
