using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Observability.Traces;

/// <summary>The base of cmdlets that count traces, spans or evaluations, or calculate with one of their fields.</summary>
public abstract class TelemetryMeasureCommand : OperationCommand
{
    private protected TelemetryMeasureCommand(string property)
    {
        Property = property;
    }

    [Parameter(Position = 0)]
    [ValidateSet("count", "count_distinct", "sum", "avg", "min", "max", "p50", "p90", "p95", "p99")]
    [Body("metric.aggregation", IsAlways = true)]
    public string Aggregation { get; set; } = "count";

    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FieldNameCompleter))]
    [Body("metric.measure", IsAlways = true)]
    public string Property { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FieldNameCompleter))]
    [Body("dimensions")]
    public string[] GroupBy { get; set; } = [];

    [Parameter]
    [ValidateSet("auto", "second", "minute", "hour", "day", "week", "month")]
    [Alias("Interval")]
    [Body("time_dimension.granularity")]
    public string? Granularity { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FieldNameCompleter))]
    public string[] SortBy { get; set; } = [];

    [Parameter]
    [ValidateSet("asc", "desc")]
    public string SortOrder { get; set; } = "asc";

    [Parameter]
    [ValidateRange(1, 10000)]
    [Body("limit")]
    public int? Top { get; set; }

    [Parameter]
    [Query("from")]
    public DateTimeOffset? After { get; set; }

    [Parameter]
    [Query("to")]
    public DateTimeOffset? Before { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public IDictionary? Filter { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExpressionCompleter))]
    [Alias("SearchExpression")]
    [Body("search_expression")]
    public string? Expression { get; set; }

    private protected override Dictionary<string, object?> CreateBody()
    {
        TelemetryPeriod.Check(After, Before);
        Dictionary<string, object?> body = base.CreateBody();
        if (SearchExpression.Join([.. SearchExpression.Read(Filter), Expression is null ? null : SearchExpression.Check(Expression)]) is { } expression)
        {
            body["search_expression"] = expression;
        }

        if (SortBy.Length > 0)
        {
            body["order_by"] = SortBy.Select(field => new Dictionary<string, object?> { ["field"] = field, ["direction"] = SortOrder.ToLowerInvariant() }).ToArray();
        }

        return body;
    }

    private protected override async Task<Dictionary<string, object?>?> CompleteBodyAsync(
        Dictionary<string, object?>? body, IReadOnlyDictionary<string, string> path, CancellationToken cancellationToken)
    {
        foreach (string warning in await new TelemetryFields(Client, this).CheckAsync(Shape.Operations[0].Path, body!, cancellationToken).ConfigureAwait(false))
        {
            Post(() => WriteWarning(warning));
        }

        return body;
    }

    private protected override IEnumerable<string> GetShouldProcessTarget(OperationAttribute operation, IReadOnlyDictionary<string, string> path) => [];

    // Each dimension becomes a property, so that rows can be sorted and exported.
    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation)
    {
        PSObject row = (PSObject)operation.Resource!.Read(reply)!;
        row.Properties.Remove("Dimensions");
        if (JsonFields.GetMember(reply, "dimensions") is { ValueKind: JsonValueKind.Object } dimensions)
        {
            foreach (JsonProperty dimension in dimensions.EnumerateObject())
            {
                JsonObjects.SetFrom("Dimension", row, GetPropertyName(JsonText.OfName(dimension)), JsonObjects.Convert(dimension.Value));
            }
        }

        return [row];
    }

    // An attribute keeps its spelling, such as span_attributes['custom.tag'].
    private static string GetPropertyName(string field) => field.Contains('[') ? field : JsonObjects.GetName(field);
}
