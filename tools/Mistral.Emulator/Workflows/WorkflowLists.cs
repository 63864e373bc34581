using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>The lists of workflows.</summary>
internal static class WorkflowLists
{
    private const string WorkflowPath = "/v1/workflows";
    private const string DeploymentPath = WorkflowPath + "/deployments";

    private static readonly string[] _names = ["echo", "failing", "approval", "report"];
    private static readonly string[] _deploymentNames = ["production", "staging"];
    private static readonly string[] _ends = ["COMPLETED", "FAILED", "COMPLETED"];

    /// <summary>The workflows: one returns its input, one fails, one waits for a signal, one returns a table.</summary>
    public static ListResource Workflows { get; } = new(WorkflowPath, Workflow, Paging.Token("limit", "cursor", 50), page => new JsonObject
    {
        ["workflows"] = page.ToArray(),
        ["next_cursor"] = page.Next,
    })
    {
        Count = 4,
        HasItems = false,
        EqualTo = new Dictionary<string, string> { ["archived"] = "archived" },
        Containing = new Dictionary<string, string> { ["search"] = "name" },
    };

    public static ListResource Registrations { get; } = new(WorkflowPath + "/registrations", Registration, Paging.Token("limit", "cursor", 50), page => new JsonObject
    {
        ["workflow_registrations"] = page.ToArray(),
        ["workflow_versions"] = new JsonArray([.. page.Items.Select(item => item.DeepClone())]),
        ["next_cursor"] = page.Next,
    })
    {
        Count = 4,
        HasItems = false,
        EqualTo = new Dictionary<string, string> { ["workflow_id"] = "workflow_id" },
    };

    public static ListResource Runs { get; } = new(WorkflowPath + "/runs", Run, Paging.Token("page_size", "next_page_token", 50), page => new JsonObject
    {
        ["executions"] = WithoutResults(page),
        ["next_page_token"] = page.Next,
    })
    {
        Count = 3,
        IdField = "run_id",
        EqualTo = new Dictionary<string, string> { ["workflow_identifier"] = "workflow_name", ["status"] = "status", ["deployment_name"] = "deployment_name" },
    };

    public static ListResource Schedules { get; } = new(WorkflowPath + "/schedules", Schedule, Paging.Token("page_size", "next_page_token", 50), page => new JsonObject
    {
        ["schedules"] = page.ToArray(),
        ["next_page_token"] = page.Next,
    })
    {
        Count = 2,
        IdField = "schedule_id",
        Removed = _ => Reply.Empty(204),
        EqualTo = new Dictionary<string, string> { ["workflow_name"] = "workflow_name" },
    };

    public static ListResource Deployments { get; } = new(DeploymentPath, Deployment, Paging.Token("limit", "cursor", 50), page => new JsonObject
    {
        ["deployments"] = page.ToArray(),
        ["next_cursor"] = page.Next,
        ["workspace_id"] = Tenant.Workspace(0).Id,
    })
    {
        Count = 2,
        IdField = "name",
    };

    public static ListResource Workers { get; } = new(DeploymentPath + "/{name}/workers", Worker, Paging.Token("limit", "cursor", 50), page => new JsonObject
    {
        ["workers"] = page.ToArray(),
        ["next_cursor"] = page.Next,
    })
    {
        Count = 2,
        ItemPath = "",
    };

    public static ListResource DeploymentLogs { get; } = new(DeploymentPath + "/{name}/logs", Log, Paging.Token("limit", "cursor", 50), Logs)
    {
        Count = 3,
        ItemPath = "",
    };

    public static ListResource ExecutionLogs { get; } = new(WorkflowPath + "/executions/{execution_id}/logs", Log, Paging.Token("limit", "cursor", 50), Logs)
    {
        Count = 3,
        HasOwnRoutes = true,
    };

    public static ListResource Events { get; } = new(WorkflowPath + "/events/list", index => WorkflowEvents.Create(Run(index), "WORKFLOW_EXECUTION_STARTED", index), Paging.Token("limit", "cursor", 100), page => new JsonObject
    {
        ["events"] = page.ToArray(),
        ["next_cursor"] = page.Next,
    })
    {
        Count = 3,
        IdField = "event_id",
        HasOwnRoutes = true,
    };

    public static IReadOnlyList<ListResource> All { get; } =
        [Workflows, Registrations, Runs, Schedules, Deployments, Workers, DeploymentLogs, ExecutionLogs, Events];

    private static string Number(int index) => index.ToString("D4", CultureInfo.InvariantCulture);

    private static string Name(int index) => _names.ElementAtOrDefault(index) ?? "workflow-" + Number(index);

    private static JsonArray WithoutResults(ListPage page)
    {
        foreach (var item in page.Items)
        {
            item.Remove("result");
        }

        return page.ToArray();
    }

    private static JsonObject Logs(ListPage page) => new() { ["results"] = page.ToArray(), ["next_cursor"] = page.Next };

    private static JsonObject Workflow(int index) => new()
    {
        ["id"] = Seed.Uuid(WorkflowPath, index),
        ["name"] = Name(index),
        ["display_name"] = "Workflow " + Name(index),
        ["type"] = "code",
        ["description"] = null,
        ["customer_id"] = Tenant.Id,
        ["workspace_id"] = Tenant.Workspace(0).Id,
        ["shared_namespace"] = null,
        ["available_in_chat_assistant"] = false,
        ["is_technical"] = false,
        ["archived"] = false,
        ["tags"] = new JsonArray("demo"),
        ["active"] = true,
    };

    private static JsonObject Registration(int index) => new()
    {
        ["id"] = Seed.Uuid(WorkflowPath + "/registrations", index),
        ["deployment_id"] = null,
        ["task_queue"] = null,
        ["definition"] = new JsonObject { ["input_schema"] = new JsonObject { ["type"] = "object" }, ["signals"] = new JsonArray(), ["queries"] = new JsonArray(), ["updates"] = new JsonArray() },
        ["workflow_id"] = Seed.Uuid(WorkflowPath, index),
        ["workflow"] = null,
        ["deployment_name"] = _deploymentNames[0],
        ["compatible_with_chat_assistant"] = false,
        ["active"] = true,
    };

    private static JsonObject Run(int index) => new()
    {
        ["workflow_name"] = Name(index % 2),
        ["workflow_id"] = Seed.Uuid(WorkflowPath, index % 2),
        ["deployment_name"] = _deploymentNames[0],
        ["execution_id"] = "execution-" + Number(index),
        ["parent_execution_id"] = null,
        ["root_execution_id"] = "execution-" + Number(index),
        ["run_id"] = Seed.Uuid(WorkflowPath + "/runs", index),
        ["user_id"] = Tenant.Users[0].Id,
        ["status"] = _ends[index % _ends.Length],
        ["start_time"] = Seed.Stamp(index),
        ["end_time"] = Seed.Stamp(index),
        ["total_duration_ms"] = 1200,
        ["result"] = new JsonObject { ["number"] = index },
    };

    private static JsonObject Schedule(int index) => new()
    {
        ["input"] = new JsonObject { ["number"] = index },
        ["calendars"] = new JsonArray(),
        ["intervals"] = new JsonArray(),
        ["cron_expressions"] = new JsonArray("0 6 * * 1-5"),
        ["skip"] = new JsonArray(),
        ["start_at"] = null,
        ["end_at"] = null,
        ["jitter"] = null,
        ["time_zone_name"] = "UTC",
        ["policy"] = new JsonObject { ["catchup_window_seconds"] = 31536000, ["overlap"] = 1, ["pause_on_failure"] = false },
        ["schedule_id"] = index < 100_000 ? "schedule-" + Number(index) : Seed.Uuid(WorkflowPath + "/schedules", index),
        ["remaining_executions"] = null,
        ["workflow_name"] = Name(3),
        ["deployment_name"] = null,
        ["paused"] = false,
        ["note"] = null,
        ["future_executions"] = new JsonArray(new JsonObject { ["scheduled_at"] = Seed.Stamp(0) }),
        ["recent_executions"] = new JsonArray(),
    };

    private static JsonObject Deployment(int index) => new()
    {
        ["id"] = Seed.Uuid(DeploymentPath, index),
        ["name"] = _deploymentNames.ElementAtOrDefault(index) ?? "deployment-" + Number(index),
        ["is_active"] = true,
        ["is_hardened"] = index == 0,
        ["created_at"] = Seed.Stamp(index),
        ["updated_at"] = Seed.Stamp(index),
        ["location"] = new JsonObject { ["location_type"] = "managed" },
        ["worker_count"] = 2,
        ["active_worker_count"] = 2,
        ["locations"] = new JsonArray("managed"),
        ["managed"] = null,
        ["workers"] = new JsonArray(Worker(0), Worker(1)),
    };

    private static JsonObject Worker(int index) => new()
    {
        ["name"] = "worker-" + Number(index),
        ["created_at"] = Seed.Stamp(index),
        ["updated_at"] = Seed.Stamp(index),
        ["is_active"] = true,
        ["location"] = new JsonObject { ["location_type"] = "managed" },
    };

    private static JsonObject Log(int index) => new()
    {
        ["timestamp"] = Seed.Stamp(index),
        ["trace_id"] = Seed.Uuid("trace", 0).Replace("-", "", System.StringComparison.Ordinal),
        ["span_id"] = Number(index),
        ["severity_text"] = index % 3 == 2 ? "ERROR" : "INFO",
        ["body"] = "Line " + index.ToString(CultureInfo.InvariantCulture) + " of the log.",
        ["log_attributes"] = new JsonObject { ["worker_name"] = "worker-0000" },
    };
}
