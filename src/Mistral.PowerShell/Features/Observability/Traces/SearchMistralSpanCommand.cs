using System;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.Observability.Traces;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Search, "MistralSpan", SupportsPaging = true)]
[OutputType("Mistral.Span")]
[Operation("POST", "/v1/observability/spans/search", Output = typeof(SpanResource), Items = "spans.results", Paging = PageStyle.Cursor, IsRead = true)]
public sealed class SearchMistralSpanCommand : TelemetrySearchCommand
{
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FieldOptionCompleter))]
    [Condition("service_name")]
    public string[] Service { get; set; } = [];

    [Parameter]
    [ValidateSet("Error", "Ok", "Unset")]
    [Condition("status_code")]
    public string[] Status { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FieldOptionCompleter))]
    [Condition("request_model")]
    public string[] Model { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FieldOptionCompleter))]
    [Condition("operation_name")]
    public string[] Operation { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FieldOptionCompleter))]
    [Condition("agent_name")]
    public string[] Agent { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(FieldOptionCompleter))]
    [Condition("tool_name")]
    public string[] Tool { get; set; } = [];

    [Parameter]
    [Condition("duration_ns", Operator = ">=")]
    [Seconds]
    public TimeSpan MinimumDuration { get; set; }
}
