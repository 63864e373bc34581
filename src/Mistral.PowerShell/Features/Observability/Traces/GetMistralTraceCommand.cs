using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Features.Observability.Traces;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralTrace")]
[OutputType("Mistral.Trace")]
[Operation("GET", "/v1/observability/traces/{trace_id}", Output = typeof(TraceResource))]
public sealed class GetMistralTraceCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<TraceResource>))]
    [Id(typeof(TraceResource), IsByName = true)]
    [Alias("TraceId")]
    [Path("trace_id")]
    public string? Id { get; set; }

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) => [TelemetryObjects.Read(reply, operation)];
}
