using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>Counts traces, spans or evaluations, or calculates with one of their fields.</summary>
internal static class Aggregator
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static JsonArray Aggregate(IEnumerable<JsonObject> items, JsonElement request)
    {
        var metric = request.GetProperty("metric");
        var measure = metric.GetProperty("measure").GetString()!;
        var aggregation = metric.GetProperty("aggregation").GetString()!;
        var dimensions = request.TryGetProperty("dimensions", out var named) ? named.EnumerateArray().Select(name => name.GetString()!).ToArray() : [];
        var granularity = request.TryGetProperty("time_dimension", out var time) && time.ValueKind is JsonValueKind.Object ? time.GetProperty("granularity").GetString() : null;
        var rows = items
            .GroupBy(item => (Time: Bucket(item, granularity), Key: string.Join('\0', dimensions.Select(d => Text(item[d])))))
            .Select(group => (JsonNode)new JsonObject
            {
                ["time_bucket"] = group.Key.Time,
                ["dimensions"] = new JsonObject(dimensions.Select(d => KeyValuePair.Create(d, group.First()[d]?.DeepClone()))),
                ["metric_name"] = aggregation + "_" + measure,
                ["metric_value"] = Value([.. group.Select(item => item[measure])], aggregation),
            })
            .ToList();
        if (request.TryGetProperty("order_by", out var order) && order.ValueKind is JsonValueKind.Array)
        {
            var clause = order.EnumerateArray().First();
            var field = clause.GetProperty("field").GetString()!;
            var sorted = rows.OrderBy(row => Number(row[field] ?? row["dimensions"]![field] ?? row["metric_value"]));
            rows = clause.GetProperty("direction").GetString() == "desc" ? [.. sorted.Reverse()] : [.. sorted];
        }

        return new JsonArray([.. rows.Take(request.TryGetProperty("limit", out var limit) ? limit.GetInt32() : 1000)]);
    }

    private static string? Bucket(JsonObject item, string? granularity)
    {
        if (granularity is null)
        {
            return null;
        }

        var time = DateTimeOffset.Parse(Text(item["start_time"] ?? item["timestamp"]), CultureInfo.InvariantCulture).ToUniversalTime();
        var start = granularity is "day" or "week" or "month" or "auto" ? time.AddTicks(-time.TimeOfDay.Ticks) : time.AddTicks(-(time.Ticks % TimeSpan.TicksPerHour));
        return start.ToString(TimeFormat, CultureInfo.InvariantCulture);
    }

    private static double Value(JsonNode?[] values, string aggregation)
    {
        var numbers = values.Select(Number).Order().ToArray();
        return aggregation switch
        {
            "count" => values.Length,
            "count_distinct" => values.Select(Text).Distinct().Count(),
            "sum" => numbers.Sum(),
            "avg" => numbers.Average(),
            "min" => numbers[0],
            "max" => numbers[^1],
            _ => numbers[(int)Math.Ceiling(int.Parse(aggregation[1..], CultureInfo.InvariantCulture) / 100.0 * numbers.Length) - 1],
        };
    }

    private static double Number(JsonNode? value) => double.TryParse(Text(value), CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static string Text(JsonNode? value) => value?.ToString() ?? "";
}
