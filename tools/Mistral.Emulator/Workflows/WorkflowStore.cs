using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;

namespace Mistral.Emulator;

/// <summary>
/// Executions of workflows. An execution ends at the second look at its status: <c>echo</c> returns its input,
/// <c>failing</c> fails with the text <c>reason</c> of its input, <c>approval</c> waits for the signal <c>approve</c>, and all others
/// return a number of rows.
/// </summary>
internal sealed class WorkflowStore(ListStore lists)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, State> _states = [];

    /// <summary>Starts a workflow; returns null if it was not found, or if the execution exists.</summary>
    public JsonObject? Start(string workflow, JsonNode? input, string? executionId)
    {
        if (FindWorkflow(workflow) is not { } found || (executionId is not null && Find(executionId) is not null))
        {
            return null;
        }

        lock (_lock)
        {
            return lists.Add(WorkflowLists.Runs, run =>
            {
                run["workflow_name"] = found["name"]!.DeepClone();
                run["workflow_id"] = found["id"]!.DeepClone();
                run["execution_id"] = executionId ?? Guid.NewGuid().ToString("N");
                run["root_execution_id"] = run["execution_id"]!.DeepClone();
                run["status"] = "RUNNING";
                run["start_time"] = DateTime.UtcNow.ToString("O");
                run["end_time"] = null;
                run["total_duration_ms"] = null;
                run["result"] = null;
                _states[(string)run["execution_id"]!] = new State { Input = input?.DeepClone() };
            });
        }
    }

    public JsonObject? FindWorkflow(string workflow) =>
        lists.Items(WorkflowLists.Workflows).FirstOrDefault(w => (string?)w["id"] == workflow || (string?)w["name"] == workflow);

    public JsonObject? Find(string executionId) => lists.Items(WorkflowLists.Runs).FirstOrDefault(run => (string?)run["execution_id"] == executionId);

    /// <summary>Returns an execution after one more look; null if it was not found.</summary>
    public JsonObject? Look(string executionId, bool isLast = false)
    {
        if (Find(executionId) is not { } run)
        {
            return null;
        }

        lock (_lock)
        {
            return (string?)run["status"] != "RUNNING" || !_states.TryGetValue(executionId, out var state) || (++state.Looks < 2 && !isLast)
                ? run
                : Finish(run, state);
        }
    }

    /// <summary>Returns why an execution failed, or null.</summary>
    public string? Failure(string executionId)
    {
        lock (_lock)
        {
            return _states.TryGetValue(executionId, out var state) ? Reason(state) : "The order was not found.";
        }
    }

    /// <summary>Sends a signal; returns false if the execution doesn't run.</summary>
    public bool Signal(string executionId, string name, JsonNode? input)
    {
        lock (_lock)
        {
            if (!_states.TryGetValue(executionId, out var state))
            {
                return false;
            }

            state.Signals[name] = input?.DeepClone();
            return true;
        }
    }

    /// <summary>Ends an execution, or starts it again; returns false if it was not found.</summary>
    public bool SetStatus(string executionId, string status)
    {
        if (Find(executionId) is not { } run)
        {
            return false;
        }

        lock (_lock)
        {
            lists.Change(WorkflowLists.Runs, (string)run["run_id"]!, held =>
            {
                held["status"] = status;
                held["end_time"] = status == "RUNNING" ? null : DateTime.UtcNow.ToString("O");
            });
            if (_states.TryGetValue(executionId, out var state))
            {
                state.Looks = 0;
            }

            return true;
        }
    }

    private JsonObject Finish(JsonObject run, State state)
    {
        var (status, result) = (string?)run["workflow_name"] switch
        {
            "echo" => ("COMPLETED", state.Input),
            "failing" => ("FAILED", null),
            "approval" when !state.Signals.ContainsKey("approve") => ("RUNNING", null),
            "approval" => ("COMPLETED", new JsonObject { ["approved"] = true, ["details"] = state.Signals["approve"]?.DeepClone() }),
            _ => ("COMPLETED", new JsonObject { ["rows"] = 3 }),
        };
        return lists.Change(WorkflowLists.Runs, (string)run["run_id"]!, held =>
        {
            held["status"] = status;
            held["result"] = result?.DeepClone();
            if (status != "RUNNING")
            {
                held["end_time"] = DateTime.UtcNow.ToString("O");
                held["total_duration_ms"] = 1500;
            }
        })!;
    }

    private static string Reason(State state) => (state.Input as JsonObject)?["reason"]?.ToString() ?? "The order was not found.";

    public static JsonNode? Node(JsonElement body, string field) =>
        body.ValueKind is JsonValueKind.Object && body.TryGetProperty(field, out var value) ? JsonNode.Parse(value.GetRawText()) : null;

    private sealed class State
    {
        public JsonNode? Input { get; init; }

        public int Looks { get; set; }

        public Dictionary<string, JsonNode?> Signals { get; } = [];
    }
}
