using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>The seeded lists: one entry a list.</summary>
internal static class ListCatalogue
{
    private const string Files = "/v1/files";
    private const string BatchJobs = "/v1/batch/jobs";
    private const string Conversations = "/v1/conversations";
    private const string Voices = "/v1/audio/voices";
    private const string Workspaces = Tenant.WorkspaceList;
    private const string AuditLogs = "/v1/admin/audit-logs";
    private const string ApiKeys = "/v1/admin/api-keys";
    private const string MyOrganizations = Tenant.OrganizationList;
    private const string MyWorkspaces = "/v1/users/me/workspaces";

    private static readonly string[] _jobStates = ["QUEUED", "RUNNING", "SUCCESS", "SUCCESS", "FAILED"];
    private static readonly string[] _purposes = ["batch", "ocr", "fine-tune"];

    /// <summary>Seeded keys for paging. They authorize nothing; the real keys come from the key store.</summary>
    public static ListResource ApiKeyList { get; } = new(ApiKeys, ApiKey, Paging.Offset(100), page => new JsonObject { ["keys"] = page.ToArray() })
    {
        Count = 0,
        IdField = "key_id",
        HasOwnRoutes = true,
    };

    public static ListResource BatchList { get; } =
        new(BatchJobs, BatchJob, Paging.Numbered(0, 100), page => new JsonObject { ["data"] = page.ToArray(), ["object"] = "list", ["total"] = page.Total })
        {
            Removed = job => Reply.Json(new { id = (string?)job["id"], @object = "batch", deleted = true }),
            EqualTo = Same("status", "model", "agent_id"),
            Spread = "metadata",
        };

    public static IReadOnlyList<ListResource> All { get; } =
    [
        new(Files, File, Paging.Numbered(0, 100), page => new JsonObject { ["data"] = page.ToArray(), ["object"] = "list", ["total"] = page.Total })
        {
            Removed = file => Reply.Json(new { id = (string?)file["id"], @object = "file", deleted = true }),
            EqualTo = Same("purpose", "sample_type", "source"),
            Containing = new Dictionary<string, string> { ["search"] = "filename" },
        },
        BatchList,
        new(Conversations, Conversation, Paging.Numbered(0, 100), page => page.ToArray())
        {
            Removed = _ => Reply.Empty(204),
            HoldingJson = ["metadata"],
        },
        new(Voices, Voice, Paging.Offset(10), VoicePage)
        {
            Removed = voice => Reply.Json(voice),
            Changed = voice => Reply.Json(voice),
        },
        new(Workspaces, Workspace, Paging.Numbered(1, 25), page => new JsonObject
        {
            ["total"] = page.Total,
            ["items"] = page.ToArray(),
            ["object"] = "list",
            ["page"] = page.Page,
            ["page_size"] = page.Size,
        })
        {
            Count = Tenant.WorkspaceCount,
            IdField = "uuid",
            HasItems = false,
            Created = workspace => Reply.Json(workspace),
            Changed = workspace => Reply.Json(workspace),
            Removed = _ => Reply.Empty(204),
            Containing = new Dictionary<string, string> { ["search"] = "name" },
        },
        new(AuditLogs, AuditLog, Paging.Window(20), page => page.ToArray())
        {
            ItemPath = "",
            EqualTo = Same("actor_type", "event_type", "target_type"),
        },
        ApiKeyList,
        .. AdminLists.All,
        .. AgentLists.All,
        .. LibraryLists.All,
        .. WorkflowLists.All,
        IndexLists.Indexes,
        .. DatasetLists.All,
        .. TelemetryLists.All,
        .. RegistryLists.All,
        .. ConnectorLists.All,
        .. ServiceAccountRoutes.AllLists,
        new(MyOrganizations, Organization, Paging.Offset(100), page => new JsonObject { ["organizations"] = page.ToArray() })
        {
            Count = 1,
            ItemPath = "",
        },
        new(MyWorkspaces, MyWorkspace, Paging.Offset(100), page => new JsonObject { ["workspaces"] = page.ToArray() })
        {
            Count = 3,
            ItemPath = "",
            EqualTo = Same("organization_id"),
        },
    ];

    /// <summary>The workspaces. Other routes change their members.</summary>
    public static ListResource WorkspaceList => All.First(list => list.Path == Workspaces);

    /// <summary>The files, whose contents other routes have.</summary>
    public static ListResource FileList => All.First(list => list.Path == Files);

    /// <summary>The voices, whose samples other routes have.</summary>
    public static ListResource VoiceList => All.First(list => list.Path == Voices);

    /// <summary>The conversations. Other routes serve their entries.</summary>
    public static ListResource ConversationList => All.First(list => list.Path == Conversations);

    private static Dictionary<string, string> Same(params string[] names)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var name in names)
        {
            pairs[name] = name;
        }

        return pairs;
    }

    private static string Numbered(string name, int index) => name + "-" + index.ToString("D4", CultureInfo.InvariantCulture);

    private static JsonObject File(int index) => new()
    {
        ["id"] = Seed.Uuid(Files, index),
        ["object"] = "file",
        ["bytes"] = 1024 + index,
        ["created_at"] = Seed.Time(index).ToUnixTimeSeconds(),
        ["filename"] = Numbered("file", index) + ".jsonl",
        ["purpose"] = _purposes[index % _purposes.Length],
        ["sample_type"] = "batch_request",
        ["num_lines"] = index,
        ["mimetype"] = "application/jsonl",
        ["source"] = "upload",
        ["signature"] = null,
        ["expires_at"] = null,
        ["visibility"] = "workspace",
        ["deleted"] = false,
    };

    private static JsonObject BatchJob(int index) => new()
    {
        ["id"] = Seed.Uuid(BatchJobs, index),
        ["object"] = "batch",
        ["input_files"] = new JsonArray(Seed.Uuid(Files, index)),
        ["metadata"] = new JsonObject { ["number"] = index.ToString(CultureInfo.InvariantCulture) },
        ["endpoint"] = "/v1/chat/completions",
        ["model"] = "mistral-small-latest",
        ["agent_id"] = null,
        ["output_file"] = null,
        ["error_file"] = null,
        ["errors"] = new JsonArray(),
        ["outputs"] = null,
        ["status"] = _jobStates[index % _jobStates.Length],
        ["created_at"] = Seed.Time(index).ToUnixTimeSeconds(),
        ["total_requests"] = 10,
        ["completed_requests"] = 0,
        ["succeeded_requests"] = 0,
        ["failed_requests"] = 0,
        ["started_at"] = null,
        ["completed_at"] = null,
    };

    // The list has two kinds of items, which differ only in their fields.
    private static JsonObject Conversation(int index)
    {
        var conversation = new JsonObject
        {
            ["object"] = "conversation",
            ["id"] = "conv_" + Seed.Uuid(Conversations, index).Replace("-", "", StringComparison.Ordinal),
            ["created_at"] = Seed.Stamp(index),
            ["updated_at"] = Seed.Stamp(index),
            ["name"] = Numbered("conversation", index),
            ["description"] = null,
            ["metadata"] = null,
        };
        if (index % 3 == 2)
        {
            conversation["agent_id"] = AgentLists.Id(index);
            conversation["agent_version"] = 0;
        }
        else
        {
            conversation["model"] = "mistral-medium-latest";
            conversation["instructions"] = null;
            conversation["tools"] = new JsonArray();
            conversation["completion_args"] = new JsonObject();
        }

        return conversation;
    }

    private static JsonObject Voice(int index) => new()
    {
        ["id"] = Seed.Uuid(Voices, index),
        ["name"] = Numbered("voice", index),
        ["slug"] = Numbered("voice", index),
        ["languages"] = new JsonArray("en"),
        ["gender"] = index % 2 == 0 ? "female" : "male",
        ["age"] = 20 + (index % 50),
        ["tags"] = new JsonArray("calm"),
        ["color"] = null,
        ["description"] = null,
        ["retention_notice"] = 30,
        ["created_at"] = Seed.Stamp(index),
        ["user_id"] = null,
        ["trimmed_seconds"] = null,
    };

    // The request has limit and offset, but the response has page numbers.
    private static JsonObject VoicePage(ListPage page) => new()
    {
        ["items"] = page.ToArray(),
        ["total"] = page.Total,
        ["page"] = page.Page,
        ["page_size"] = page.Size,
        ["total_pages"] = (page.Total + page.Size - 1) / page.Size,
    };

    private static JsonObject Workspace(int index) => new()
    {
        ["uuid"] = Tenant.Workspace(index).Id,
        ["name"] = Tenant.Workspace(index).Name,
        ["description"] = null,
        ["icon"] = null,
        ["members_count"] = 1 + (index % 9),
        ["spend_limit"] = null,
        ["is_default"] = index == 0,
    };

    private static JsonObject AuditLog(int index) => new()
    {
        ["created_at"] = Seed.Stamp(index),
        ["actor_type"] = index % 2 == 0 ? "HUMAN" : "API_KEY",
        ["actor_metadata"] = new JsonObject { ["user_email"] = Tenant.Users[0].Email },
        ["event_type"] = "api_key.create",
        ["event_metadata"] = new JsonObject(),
        ["target_type"] = "API_KEY",
        ["target_metadata"] = new JsonObject(),
        ["log_id"] = 100_000 - index,
        ["organization_uuid"] = Tenant.Id,
        ["workspace_uuid"] = Tenant.Workspace(0).Id,
    };

    private static JsonObject ApiKey(int index) => new()
    {
        ["key_id"] = Seed.Uuid(ApiKeys, index),
        ["key"] = null,
        ["name"] = Numbered("key", index),
        ["hidden_key"] = "HQSx..." + index.ToString("D4", CultureInfo.InvariantCulture),
        ["created_at"] = Seed.Stamp(index),
        ["expiration_date"] = index % 2 == 0 ? null : "2027-01-31",
        ["actions"] = new JsonObject
        {
            ["rotate"] = new JsonObject { ["status"] = "unavailable", ["reason"] = "not_allowed" },
            ["delete"] = new JsonObject { ["status"] = "available" },
        },
        ["workspace_id"] = Tenant.Workspace(0).Id,
        ["workspace_name"] = Tenant.Workspace(0).Name,
        ["created_by"] = Tenant.Users[0].Email,
        ["product"] = "API",
        ["last_used"] = index % 3 == 0 ? null : "2026-07-31",
        ["can_delete"] = true,
    };

    private static JsonObject Organization(int index) => new()
    {
        ["id"] = Seed.Uuid(MyOrganizations, index),
        ["name"] = Tenant.OrganizationName(index),
    };

    private static JsonObject MyWorkspace(int index) => new()
    {
        ["id"] = Tenant.Workspace(index).Id,
        ["name"] = Tenant.Workspace(index).Name,
        ["organization_id"] = Tenant.Id,
    };
}
