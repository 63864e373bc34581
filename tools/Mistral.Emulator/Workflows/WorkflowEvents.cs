using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>The events of executions, as the list and the streams of the API have them.</summary>
internal static class WorkflowEvents
{
    /// <summary>Creates an event.</summary>
    /// <param name="run">The execution.</param>
    /// <param name="type">The type of the event.</param>
    /// <param name="index">The number of the event, from 0.</param>
    /// <param name="failure">The reason, for a failure.</param>
    public static JsonObject Create(JsonObject run, string type, int index, string? failure = null) => new()
    {
        ["event_id"] = Seed.Uuid((string)run["execution_id"]! + type, index),
        ["event_timestamp"] = (Seed.Newest.ToUnixTimeMilliseconds() + index) * 1_000_000,
        ["root_workflow_exec_id"] = run["root_execution_id"]!.DeepClone(),
        ["parent_workflow_exec_id"] = null,
        ["continued_run_id"] = null,
        ["first_execution_run_id"] = null,
        ["schedule_id"] = null,
        ["workflow_exec_id"] = run["execution_id"]!.DeepClone(),
        ["workflow_run_id"] = run["run_id"]!.DeepClone(),
        ["workflow_name"] = run["workflow_name"]!.DeepClone(),
        ["event_type"] = type,
        ["attributes"] = failure is null
            ? new JsonObject { ["task_id"] = "task-1" }
            : new JsonObject { ["task_id"] = "task-1", ["failure"] = new JsonObject { ["message"] = failure }, ["attempt"] = 1 },
    };

    /// <summary>Returns the events of an execution so far.</summary>
    public static IReadOnlyList<JsonObject> Of(JsonObject run, string? failure)
    {
        var status = (string?)run["status"];
        var started = Create(run, "WORKFLOW_EXECUTION_STARTED", 0);
        return status switch
        {
            "COMPLETED" => [started, Create(run, "WORKFLOW_EXECUTION_COMPLETED", 1)],
            "FAILED" => [started, Create(run, "WORKFLOW_EXECUTION_FAILED", 1, failure ?? "The workflow failed.")],
            "CANCELED" or "TERMINATED" => [started, Create(run, "WORKFLOW_EXECUTION_CANCELED", 1)],
            _ => [started],
        };
    }

    /// <summary>Returns a stream of events with ids that continue after the given one.</summary>
    public static Reply Stream(IEnumerable<JsonObject> events, string? after) => Blocks(events.Select(Wrap), after);

    /// <summary>Returns a stream of objects with ids that continue after the given one.</summary>
    public static Reply Blocks(IEnumerable<JsonObject> items, string? after)
    {
        var seen = int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : 0;
        return Reply.Stream([.. items.Select((item, index) => (item, Id: index + 1)).Where(one => one.Id > seen)
            .Select(one => $"id: {one.Id.ToString(CultureInfo.InvariantCulture)}\ndata: {one.item.ToJsonString(EmulatorJson.Wire)}\n\n")]);
    }

    private static JsonObject Wrap(JsonObject data, int index) => new()
    {
        ["stream"] = "workflow",
        ["timestamp"] = DateTime.UtcNow.ToString("O"),
        ["workflow_context"] = new JsonObject { ["namespace"] = "default", ["workflow_name"] = data["workflow_name"]!.DeepClone(), ["workflow_exec_id"] = data["workflow_exec_id"]!.DeepClone() },
        ["metadata"] = new JsonObject(),
        ["broker_sequence"] = index + 1,
        ["data"] = data.DeepClone(),
    };
}
