using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>Searches and aggregates traces, spans, evaluations and logs, and lists their fields.</summary>
internal sealed class TelemetryRoutes(ListStore lists)
{
    private const string Root = "/v1/observability/";

    // The options of a field with more values would not help anybody.
    private const int MaxOptions = 50;

    private static readonly string[] _textOperators = ["eq", "neq", "like", "ilike", "in", "exists", "contains"];
    private static readonly string[] _numberOperators = ["eq", "neq", "lt", "lte", "gt", "gte", "between"];
    private static readonly string[] _textAggregations = ["count", "count_distinct"];
    private static readonly string[] _numberAggregations = ["count", "count_distinct", "sum", "avg", "min", "max", "p50", "p90", "p95", "p99"];

    public IEnumerable<Route> All =>
    [
        .. Of("traces", TelemetryLists.Traces, canAggregate: true),
        .. Of("spans", TelemetryLists.Spans, canAggregate: true),
        .. Of("spans/evaluations", TelemetryLists.Evaluations, canAggregate: true),
        .. Of("logs", TelemetryLists.Logs, canAggregate: false),
        new("POST", Root + "spans/evaluations/search/latest", call => Search(TelemetryLists.Evaluations, call, items => items.DistinctBy(item => (string?)item["span_id"] + item["evaluation_name"]))),
        new("GET", Root + "traces/{trace_id}", call => FindTrace(call) is { } trace ? Reply.Json(trace) : Missing("TRACE_NOT_FOUND", call.PathValue("trace_id"))),
        new("GET", Root + "traces/{trace_id}/spans", call => FindTrace(call) is { } trace ? Page(TelemetryLists.TraceSpans, SpansOf(trace), call) : Missing("TRACE_NOT_FOUND", call.PathValue("trace_id"))),
        new("GET", Root + "traces/{trace_id}/spans/{span_id}", call =>
            FindTrace(call) is { } trace && SpansOf(trace).FirstOrDefault(span => (string?)span["span_id"] == call.PathValue("span_id")) is { } span
                ? Reply.Json(span)
                : Missing("SPAN_NOT_FOUND", call.PathValue("span_id"))),
    ];

    /// <summary>The error body of the observability API.</summary>
    public static Reply Error(int status, string code, string message) => Reply.Json(new { detail = new { message, error_code = code } }, status);

    /// <summary>Returns a page of items.</summary>
    public static Reply Page(ListResource list, IEnumerable<JsonObject> items, ApiCall call) =>
        list.Cut([.. items], call) is { } page ? Reply.Json(list.Wrap(page)) : Error(400, "INVALID_CURSOR", "The cursor is not valid.");

    private static Reply Missing(string code, string id) => Error(404, code, $"'{id}' was not found.");

    private IEnumerable<Route> Of(string name, ListResource list, bool canAggregate)
    {
        yield return new Route("POST", Root + name + "/search", call => Search(list, call, items => items));
        if (canAggregate)
        {
            yield return new Route("POST", Root + name + "/aggregate", call => With(list, call, items => Reply.Json(new JsonObject
            {
                ["data"] = Aggregator.Aggregate(items, call.Body),
                ["meta"] = new JsonObject { ["from_timestamp"] = call.Text("from"), ["to_timestamp"] = call.Text("to"), ["granularity_seconds"] = null },
            })));
        }

        yield return new Route("GET", Root + name + "/fields", _ => Reply.Json(new JsonObject { ["field_definitions"] = new JsonArray([.. list.Item(0).Select(Field)]) }));
        yield return new Route("GET", Root + name + "/fields/{field_name}/options", call => Options(list, call));
    }

    private Reply Search(ListResource list, ApiCall call, Func<IEnumerable<JsonObject>, IEnumerable<JsonObject>> choose) =>
        With(list, call, items => Page(list, choose(call.Body.TryGetProperty("order", out var order) && order.GetString() == "asc" ? items.Reverse() : items), call));

    private Reply With(ListResource list, ApiCall call, Func<IReadOnlyList<JsonObject>, Reply> answer)
    {
        try
        {
            var expression = call.Body.ValueKind is JsonValueKind.Object && call.Body.TryGetProperty("search_expression", out var given) ? given.GetString() : null;
            var condition = ExpressionParser.Parse(expression);
            return answer([.. lists.Items(list).Where(item => IsInPeriod(item, call) && condition(item))]);
        }
        catch (FormatException e)
        {
            return Error(400, "INVALID_SEARCH_EXPRESSION", e.Message);
        }
    }

    private static bool IsInPeriod(JsonObject item, ApiCall call)
    {
        var time = Time((item["start_time"] ?? item["timestamp"])?.ToString());
        return (call.Text("from") is not { } from || time >= Time(from)) && (call.Text("to") is not { } to || time <= Time(to));
    }

    private static DateTimeOffset Time(string? text) => DateTimeOffset.Parse(text!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private JsonObject? FindTrace(ApiCall call) => lists.Items(TelemetryLists.Traces).FirstOrDefault(trace => (string?)trace["trace_id"] == call.PathValue("trace_id"));

    private IEnumerable<JsonObject> SpansOf(JsonObject trace)
    {
        var id = (string)trace["trace_id"]!;
        var position = lists.Items(TelemetryLists.Traces).TakeWhile(other => (string?)other["trace_id"] != id).Count();
        return lists.Items(TelemetryLists.TraceSpans, TelemetryLists.TraceSpans.Path.Replace("{trace_id}", id, StringComparison.Ordinal))
            .Select(item => TelemetryLists.SpanOf(trace, position, (int)item["number"]!));
    }

    private static JsonNode Field(KeyValuePair<string, JsonNode?> field)
    {
        var isNumber = field.Value?.GetValueKind() is JsonValueKind.Number;
        return new JsonObject
        {
            ["name"] = field.Key,
            ["label"] = field.Key.Replace('_', ' '),
            ["type"] = field.Key is "start_time" or "end_time" or "timestamp" ? "TIMESTAMP"
                : field.Value is JsonArray ? "ARRAY" : field.Value is JsonObject ? "MAP"
                : isNumber ? "INT" : field.Key is "status_code" or "severity_text" ? "ENUM" : "TEXT",
            ["group"] = null,
            ["supported_operators"] = List(isNumber ? _numberOperators : _textOperators),
            ["supported_aggregations"] = List(isNumber ? _numberAggregations : _textAggregations),
        };
    }

    private static JsonArray List(string[] texts) => new([.. texts.Select(text => (JsonNode?)text)]);

    private Reply Options(ListResource list, ApiCall call)
    {
        var name = call.PathValue("field_name");
        if (!list.Item(0).ContainsKey(name))
        {
            return Error(404, "FIELD_NOT_FOUND", $"The field '{name}' was not found.");
        }

        var options = lists.Items(list).Where(item => IsInPeriod(item, call))
            .SelectMany(item => item[name] is JsonArray several ? several.Select(one => one?.ToString()) : [item[name]?.ToString()])
            .OfType<string>().Where(text => text.Length > 0).Distinct().Order(StringComparer.Ordinal).ToArray();
        return Reply.Json(new { options = options.Length > MaxOptions ? null : options });
    }
}
