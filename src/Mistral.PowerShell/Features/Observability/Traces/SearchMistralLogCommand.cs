using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Observability.Traces;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Search, "MistralLog", SupportsPaging = true)]
[OutputType("Mistral.Log")]
[Operation("POST", "/v1/observability/logs/search", Output = typeof(LogResource), Items = "logs.results", Paging = PageStyle.Cursor, IsRead = true)]
public sealed class SearchMistralLogCommand : TelemetrySearchCommand
{
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [Condition("body", Operator = "CONTAINS")]
    public string[] Text { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FieldOptionCompleter))]
    [Condition("severity_text")]
    public string[] Severity { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FieldOptionCompleter))]
    [Condition("service_name")]
    public string[] Service { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<TraceResource>))]
    [Id(typeof(TraceResource))]
    [Condition("trace_id")]
    public string? TraceId { get; set; }

    [Parameter]
    [ValidateSet("asc", "desc")]
    [Alias("Order")]
    [Body("order")]
    public string? SortOrder { get; set; }
}
