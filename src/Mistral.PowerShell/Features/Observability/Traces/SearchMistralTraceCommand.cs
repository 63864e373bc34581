using System;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.Observability.Traces;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Search, "MistralTrace", SupportsPaging = true)]
[OutputType("Mistral.Trace")]
[Operation("POST", "/v1/observability/traces/search", Output = typeof(TraceResource), Items = "traces.results", Paging = PageStyle.Cursor, IsRead = true)]
public sealed class SearchMistralTraceCommand : TelemetrySearchCommand
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
    [ArgumentCompleter(typeof(FieldOptionCompleter))]
    [Condition("models_used", Operator = SearchExpression.HasAny)]
    public string[] Model { get; set; } = [];

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
    [Condition("workflow_name")]
    public string[] Workflow { get; set; } = [];

    [Parameter]
    [Condition("duration_ns", Operator = ">=")]
    [Seconds]
    public TimeSpan MinimumDuration { get; set; }
}
