using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>Workflows and their executions, beyond the lists.</summary>
internal sealed class WorkflowRoutes(ListStore lists, WorkflowStore store)
{
    private const string Root = "/v1/workflows";
    private const string Workflow = Root + "/{workflow_identifier}";
    private const string Executions = Root + "/executions";
    private const string Execution = Executions + "/{execution_id}";

    public IEnumerable<Route> All =>
    [
        new("GET", Workflow, call => OfWorkflow(call, workflow => Reply.Json(new { workflow }))),
        new("PUT", Workflow, call => Change(call, held => ListRoutes.Fill(held, call.Body))),
        new("PUT", Workflow + "/archive", call => Change(call, held => held["archived"] = true)),
        new("PUT", Workflow + "/unarchive", call => Change(call, held => held["archived"] = false)),
        new("PUT", Root + "/archive", call => ChangeMany(call, "archived", isArchived: true)),
        new("PUT", Root + "/unarchive", call => ChangeMany(call, "unarchived", isArchived: false)),
        new("POST", Workflow + "/execute", Start),
        new("GET", Root + "/{workflow_name}/metrics", Metrics),
        new("GET", Root + "/registrations/{workflow_registration_id}", call =>
            lists.Find(WorkflowLists.Registrations, call.PathValue("workflow_registration_id")) is { } found
                ? Reply.Json(new { workflow_registration = found, workflow_version = found })
                : NotFound("registration")),
        new("GET", Root + "/workers/whoami", _ => Reply.Json(new { scheduler_url = "scheduler.example.com:7233", @namespace = "default", tls = true })),
        new("GET", Execution, call => store.Look(call.PathValue("execution_id")) is { } run ? Reply.Json(run) : NotFound("execution")),
        new("GET", Execution + "/history", call => OfExecution(call, run => History(run))),
        new("GET", Root + "/runs/{run_id}/history", call => lists.Find(WorkflowLists.Runs, call.PathValue("run_id")) is { } run ? History(run) : NotFound("run")),
        new("POST", Execution + "/signals", call => OfExecution(call, _ =>
            store.Signal(call.PathValue("execution_id"), call.Body.GetProperty("name").GetString()!, WorkflowStore.Node(call.Body, "input"))
                ? Reply.Json(new { message = "Signal accepted" }, 202)
                : Conflict("The execution has ended."))),
        new("POST", Execution + "/queries", call => OfExecution(call, run => Reply.Json(new JsonObject
        {
            ["query_name"] = call.Body.GetProperty("name").GetString(),
            ["result"] = new JsonObject { ["current_status"] = run["status"]!.DeepClone(), ["asked"] = WorkflowStore.Node(call.Body, "input") },
        }))),
        new("POST", Execution + "/updates", call => OfExecution(call, _ => Reply.Json(new JsonObject
        {
            ["update_name"] = call.Body.GetProperty("name").GetString(),
            ["result"] = WorkflowStore.Node(call.Body, "input"),
        }))),
        new("POST", Execution + "/cancel", call => End(call, "CANCELED")),
        new("POST", Execution + "/terminate", call => End(call, "TERMINATED")),
        new("POST", Execution + "/reset", call => End(call, "RUNNING")),
        new("POST", Executions + "/cancel", call => EndMany(call, "CANCELED")),
        new("POST", Executions + "/terminate", call => EndMany(call, "TERMINATED")),
        new("GET", Execution + "/trace/info", call => OfExecution(call, _ => Reply.Json(new { otel_trace_id = Seed.Uuid("trace", 0), has_trace_data = true }))),
        new("GET", Execution + "/trace/summary", call => OfExecution(call, run => Trace(run, "span_tree", Span()))),
        new("GET", Execution + "/trace/otel", call => OfExecution(call, run => Trace(run, "data_source", "tempo"))),
        new("GET", Execution + "/trace/events", call => OfExecution(call, run => Trace(run, "events", new JsonArray()))),
        new("GET", Execution + "/stream", call => store.Look(call.PathValue("execution_id"), isLast: true) is { } run
            ? WorkflowEvents.Stream(Events(run), call.Text("last_event_id"))
            : NotFound("execution")),
        new("GET", Execution + "/logs", call => OfExecution(call, _ => Page(WorkflowLists.ExecutionLogs, LogPath(call), call))),
        new("GET", Execution + "/logs/stream", call => OfExecution(call, _ =>
            WorkflowEvents.Blocks(lists.Items(WorkflowLists.ExecutionLogs, LogPath(call)), call.Text("last_event_id")))),
        new("GET", Root + "/events/list", ListEvents),
        new("GET", Root + "/events/stream", _ => WorkflowEvents.Stream(lists.Items(WorkflowLists.Runs).SelectMany(Events), after: null)),
    ];

    private static string LogPath(ApiCall call) => WorkflowLists.ExecutionLogs.Path.Replace("{execution_id}", call.PathValue("execution_id"), StringComparison.Ordinal);

    private static Reply NotFound(string what) => Reply.Json(new { detail = $"The {what} was not found.", code = "WF_1404" }, 404);

    private static Reply Conflict(string detail) => Reply.Json(new { detail, code = "WF_1409" }, 409);

    private static JsonObject Span() => new()
    {
        ["span_id"] = "1",
        ["name"] = "workflow",
        ["start_time_unix_nano"] = 1,
        ["end_time_unix_nano"] = 2,
        ["attributes"] = new JsonObject(),
        ["events"] = new JsonArray(),
        ["children"] = new JsonArray(),
    };

    private static Reply Trace(JsonObject run, string field, JsonNode value)
    {
        run[field] = value;
        return Reply.Json(run);
    }

    private Reply History(JsonObject run) => Reply.Json(new { events = Events(run).Select((item, index) => new { event_id = index + 1, event_type = (string?)item["event_type"] }) });

    private IReadOnlyList<JsonObject> Events(JsonObject run) => WorkflowEvents.Of(run, store.Failure((string)run["execution_id"]!));

    private Reply OfWorkflow(ApiCall call, Func<JsonObject, Reply> answer) =>
        store.FindWorkflow(call.PathValue("workflow_identifier")) is { } found ? answer(found) : NotFound("workflow");

    private Reply OfExecution(ApiCall call, Func<JsonObject, Reply> answer) =>
        store.Find(call.PathValue("execution_id")) is { } found ? answer(found) : NotFound("execution");

    private Reply Change(ApiCall call, Action<JsonObject> change) => OfWorkflow(call, found =>
        Reply.Json(new { workflow = lists.Change(WorkflowLists.Workflows, (string)found["id"]!, change) }));

    private Reply ChangeMany(ApiCall call, string field, bool isArchived)
    {
        var changed = new JsonArray();
        var errored = new JsonArray();
        foreach (var id in call.Body.GetProperty("workflow_ids").EnumerateArray().Select(id => id.GetString()!))
        {
            if (lists.Change(WorkflowLists.Workflows, id, held => held["archived"] = isArchived) is { } workflow)
            {
                changed.Add(workflow);
            }
            else
            {
                errored.Add(new JsonObject { ["workflow_id"] = id, ["workflow"] = null, ["message"] = "The workflow was not found." });
            }
        }

        return Reply.Json(new JsonObject { [field] = changed, ["errored"] = errored });
    }

    private Reply Start(ApiCall call) => OfWorkflow(call, _ =>
    {
        var input = WorkflowStore.Node(call.Body, "input");
        if (store.Start(call.PathValue("workflow_identifier"), input, WorkflowStore.Node(call.Body, "execution_id")?.ToString()) is not { } run)
        {
            return Conflict("An execution with this id exists.");
        }

        if (WorkflowStore.Node(call.Body, "wait_for_result") is not { } flag || !(bool)flag)
        {
            return Reply.Json(run);
        }

        var id = (string)run["execution_id"]!;
        var ended = store.Look(id, isLast: true)!;
        return (string?)ended["status"] == "FAILED"
            ? Reply.Json(new { detail = store.Failure(id), code = "WF_1100" }, 400)
            : Reply.Json(new JsonObject { ["workflow_name"] = ended["workflow_name"]!.DeepClone(), ["execution_id"] = id, ["result"] = ended["result"]?.DeepClone() });
    });

    private Reply End(ApiCall call, string status) => store.SetStatus(call.PathValue("execution_id"), status) ? Reply.Empty(204) : NotFound("execution");

    private Reply EndMany(ApiCall call, string status)
    {
        var results = new JsonObject();
        foreach (var id in call.Body.GetProperty("execution_ids").EnumerateArray().Select(id => id.GetString()!))
        {
            results[id] = store.SetStatus(id, status)
                ? new JsonObject { ["status"] = "success", ["error"] = null }
                : new JsonObject { ["status"] = "failure", ["error"] = "The execution was not found." };
        }

        return Reply.Json(new JsonObject { ["results"] = results });
    }

    private Reply Metrics(ApiCall call)
    {
        if (store.FindWorkflow(call.PathValue("workflow_name")) is not { } workflow)
        {
            return NotFound("workflow");
        }

        var runs = lists.Items(WorkflowLists.Runs).Where(run => (string?)run["workflow_name"] == (string?)workflow["name"]).ToList();
        return Reply.Json(new
        {
            execution_count = new { value = runs.Count },
            success_count = new { value = runs.Count(run => (string?)run["status"] == "COMPLETED") },
            error_count = new { value = runs.Count(run => (string?)run["status"] == "FAILED") },
            average_latency_ms = new { value = 1200.5 },
            latency_over_time = new { value = new[] { new object[] { 1785585600, 1200.5 } } },
            retry_rate = new { value = 0.0 },
        });
    }

    private Reply ListEvents(ApiCall call)
    {
        if (call.Text("workflow_exec_id") is not { } id)
        {
            return Page(WorkflowLists.Events, WorkflowLists.Events.Path, call);
        }

        IReadOnlyList<JsonObject> events = store.Find(id) is { } run ? Events(run) : [];
        return WorkflowLists.Events.Cut(events, call) is { } page ? Reply.Json(WorkflowLists.Events.Wrap(page)) : Conflict("Invalid cursor");
    }

    private Reply Page(ListResource list, string path, ApiCall call) =>
        list.Cut(lists.Items(list, path), call) is { } page ? Reply.Json(list.Wrap(page)) : Reply.Json(new { detail = "Invalid cursor", code = "WF_1400" }, 400);
}
