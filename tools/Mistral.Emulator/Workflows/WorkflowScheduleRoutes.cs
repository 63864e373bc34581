using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>Schedules and deployments of workflows, beyond the lists.</summary>
internal sealed class WorkflowScheduleRoutes(ListStore lists, WorkflowStore store)
{
    private const string Schedules = "/v1/workflows/schedules";
    private const string Schedule = Schedules + "/{schedule_id}";
    private const string Deployments = "/v1/workflows/deployments";
    private const string Deployment = Deployments + "/{name}";

    public IEnumerable<Route> All =>
    [
        new("POST", Schedules, Create),
        new("PATCH", Schedule, call => Change(call, held => ListRoutes.Fill(held, call.Body.GetProperty("schedule")), id => Reply.Json(new { schedule_id = id }))),
        new("POST", Schedule + "/pause", call => SetPaused(call, isPaused: true)),
        new("POST", Schedule + "/resume", call => SetPaused(call, isPaused: false)),
        new("POST", Schedule + "/trigger", Trigger),
        new("POST", Deployments, CreateDeployment),
        new("PATCH", Deployment, call => Managed(call, _ => { })),
        new("DELETE", Deployment, Remove),
        new("POST", Deployment + "/start", call => Managed(call, held => held["is_active"] = true)),
        new("POST", Deployment + "/stop", call => Managed(call, held => held["is_active"] = false)),
        new("POST", Deployment + "/restart", call => Managed(call, held => held["updated_at"] = DateTime.UtcNow.ToString("O"))),
        new("POST", Deployments + "/{deployment_id}/unharden", Unharden),
        new("GET", Deployment + "/logs/stream", call => lists.Find(WorkflowLists.Deployments, call.PathValue("name")) is null
            ? NotFound("deployment")
            : WorkflowEvents.Blocks(lists.Items(WorkflowLists.DeploymentLogs, WorkflowLists.DeploymentLogs.Path.Replace("{name}", call.PathValue("name"), StringComparison.Ordinal)), call.Text("last_event_id"))),
    ];

    private static Reply NotFound(string what) => Reply.Json(new { detail = $"The {what} was not found.", code = "WF_1404" }, 404);

    private Reply Create(ApiCall call)
    {
        if (WorkflowStore.Node(call.Body, "workflow_identifier")?.ToString() is not { } workflow || store.FindWorkflow(workflow) is not { } found)
        {
            return NotFound("workflow");
        }

        var made = lists.Add(WorkflowLists.Schedules, item =>
        {
            item["cron_expressions"] = new JsonArray();
            ListRoutes.Fill(item, call.Body.GetProperty("schedule"));
            item["workflow_name"] = found["name"]!.DeepClone();
            item["schedule_id"] = WorkflowStore.Node(call.Body, "schedule_id") ?? item["schedule_id"]!.DeepClone();
            item["deployment_name"] = WorkflowStore.Node(call.Body, "deployment_name");
        });
        return Reply.Json(new { schedule_id = (string?)made["schedule_id"] }, 201);
    }

    private Reply Change(ApiCall call, Action<JsonObject> change, Func<string, Reply> answer)
    {
        var id = call.PathValue("schedule_id");
        return lists.Change(WorkflowLists.Schedules, id, change) is null ? NotFound("schedule") : answer(id);
    }

    private Reply SetPaused(ApiCall call, bool isPaused) => Change(
        call,
        held =>
        {
            held["paused"] = isPaused;
            held["note"] = WorkflowStore.Node(call.Body, "note");
        },
        _ => Reply.Empty(204));

    private Reply Trigger(ApiCall call)
    {
        if (lists.Find(WorkflowLists.Schedules, call.PathValue("schedule_id")) is not { } schedule)
        {
            return NotFound("schedule");
        }

        store.Start((string)schedule["workflow_name"]!, schedule["input"], executionId: null);
        return Reply.Empty(204);
    }

    private Reply CreateDeployment(ApiCall call)
    {
        var made = lists.Add(WorkflowLists.Deployments, item => item["name"] = call.Body.GetProperty("name").GetString());
        return Reply.Json(Service(made, call.Body), 202);
    }

    private Reply Managed(ApiCall call, Action<JsonObject> change) =>
        lists.Change(WorkflowLists.Deployments, call.PathValue("name"), change) is { } held ? Reply.Json(Service(held, call.Body), 202) : NotFound("deployment");

    private Reply Remove(ApiCall call)
    {
        if (lists.Find(WorkflowLists.Deployments, call.PathValue("name")) is not { } held)
        {
            return NotFound("deployment");
        }

        lists.Remove(WorkflowLists.Deployments, held);
        return Reply.Json(Service(held, call.Body), 202);
    }

    private Reply Unharden(ApiCall call)
    {
        if (lists.Items(WorkflowLists.Deployments).FirstOrDefault(item => (string?)item["id"] == call.PathValue("deployment_id")) is not { } found)
        {
            return NotFound("deployment");
        }

        lists.Change(WorkflowLists.Deployments, (string)found["name"]!, held => held["is_hardened"] = false);
        return Reply.Empty(204);
    }

    private static JsonObject Service(JsonObject deployment, JsonElement body) => new()
    {
        ["service_id"] = deployment["id"]!.DeepClone(),
        ["name"] = deployment["name"]!.DeepClone(),
        ["spec"] = WorkflowStore.Node(body, "spec") ?? new JsonObject { ["github_url"] = "https://github.com/contoso/workflows", ["type"] = "workflows_worker" },
        ["resources"] = WorkflowStore.Node(body, "resources") ?? new JsonObject(),
        ["status"] = new JsonObject { ["phase"] = "running", ["available_replicas"] = 1, ["ready_replicas"] = 1 },
        ["created_at"] = deployment["created_at"]!.DeepClone(),
        ["updated_at"] = deployment["updated_at"]!.DeepClone(),
        ["stopped"] = !(bool)deployment["is_active"]!,
        ["is_hardened"] = deployment["is_hardened"]!.DeepClone(),
    };
}
