using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Observability.Traces;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Search, "MistralSpanEvaluation", SupportsPaging = true)]
[OutputType("Mistral.SpanEvaluation")]
[Operation("POST", "/v1/observability/spans/evaluations/search", Output = typeof(SpanEvaluationResource), Items = "span_evaluations.results", Paging = PageStyle.Cursor, IsRead = true, Case = AllCase)]
[Operation("POST", "/v1/observability/spans/evaluations/search/latest", Output = typeof(SpanEvaluationResource), Items = "span_evaluations.results", Paging = PageStyle.Cursor, IsRead = true, Case = LatestCase)]
public sealed class SearchMistralSpanEvaluationCommand : TelemetrySearchCommand
{
    private const string AllCase = "All";
    private const string LatestCase = "Latest";

    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FieldOptionCompleter))]
    [Condition("evaluation_name")]
    public string[] Name { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FieldOptionCompleter))]
    [Condition("score_label")]
    public string[] Label { get; set; } = [];

    [Parameter]
    [Condition("score_value", Operator = ">=")]
    public double MinimumScore { get; set; }

    [Parameter]
    [Condition("score_value", Operator = "<=")]
    public double MaximumScore { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<TraceResource>))]
    [Id(typeof(TraceResource))]
    [Condition("trace_id")]
    public string? TraceId { get; set; }

    [Parameter]
    public SwitchParameter Latest { get; set; }

    private protected override string OperationCase => Latest ? LatestCase : AllCase;
}
