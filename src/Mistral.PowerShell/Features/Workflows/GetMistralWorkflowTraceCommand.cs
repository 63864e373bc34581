using System.Management.Automation;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralWorkflowTrace")]
[OutputType("Mistral.WorkflowTrace")]
[Operation("GET", "/v1/workflows/executions/{execution_id}/trace/summary", Output = typeof(WorkflowTraceResource), Case = "Summary")]
[Operation("GET", "/v1/workflows/executions/{execution_id}/trace/info", Output = typeof(WorkflowTraceResource), Case = "Info")]
[Operation("GET", "/v1/workflows/executions/{execution_id}/trace/otel", Output = typeof(WorkflowTraceResource), Case = "OpenTelemetry")]
[Operation("GET", "/v1/workflows/executions/{execution_id}/trace/events", Output = typeof(WorkflowTraceResource), Case = "Event")]
public sealed class GetMistralWorkflowTraceCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkflowExecutionResource>))]
    [Id(typeof(WorkflowExecutionResource), IsByName = true)]
    [Alias("Id")]
    [Path("execution_id")]
    public string? ExecutionId { get; set; }

    [Parameter(Position = 1)]
    [ValidateSet("Summary", "Info", "OpenTelemetry", "Event")]
    public string Kind { get; set; } = "Summary";

    [Parameter]
    [Query("merge_same_id_events", Case = "Event")]
    public SwitchParameter MergeEvent { get; set; }

    [Parameter]
    [Query("include_internal_events", Case = "Event")]
    public SwitchParameter IncludeInternal { get; set; }

    // The kind is case-insensitive, and the variant has its spelling.
    private protected override string OperationCase => Kind.ToUpperInvariant() switch
    {
        "INFO" => "Info",
        "OPENTELEMETRY" => "OpenTelemetry",
        "EVENT" => "Event",
        _ => "Summary",
    };
}
