using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>The service accounts of the workspaces and their roles.</summary>
internal sealed class ServiceAccountRoutes(ListStore lists)
{
    private const string Root = "/v1/service-accounts";
    private const string Account = Root + "/{service_account_id}";

    private static readonly string[] _names = ["build-pipeline", "nightly-report"];
    private static readonly string[] _roles = ["workspace_contributor", "workspace_admin", "observability_viewer"];

    public static ListResource Accounts { get; } = new(Root, Item, Paging.Offset(100), page => new JsonObject { ["items"] = page.ToArray() })
    {
        Count = 2,
        Created = account => Reply.Json(account, 201),
        Changed = account => Reply.Json(account),
        Removed = _ => Reply.Empty(204),
        EqualTo = new Dictionary<string, string> { ["workspace_id"] = "workspace_id" },
    };

    public static ListResource Roles { get; } = new(Account + "/roles", index => new JsonObject { ["role_id"] = Seed.Uuid("role", index) }, Paging.Offset(100), page => new JsonObject { ["items"] = page.ToArray() })
    {
        Count = 1,
        IdField = "role_id",
        HasOwnRoutes = true,
    };

    public static IReadOnlyList<ListResource> AllLists { get; } = [Accounts, Roles];

    public IEnumerable<Route> All =>
    [
        new("GET", Root + "/assignable-roles", _ => Reply.Json(new { items = Assignable })),
        new("GET", Account + "/roles", call => With(call, path => Reply.Json(new { items = lists.Items(Roles, path) }))),
        new("PUT", Account + "/roles", call => With(call, path => Replace(call, path))),
    ];

    private static object[] Assignable => [.. _roles.Select((name, index) => new
    {
        uuid = Seed.Uuid("role", index),
        name,
        description = "A role of the workspace.",
        is_custom_role = false,
    })];

    private static JsonObject Item(int index) => new()
    {
        ["id"] = Seed.Uuid(Root, index),
        ["name"] = _names.ElementAtOrDefault(index) ?? "account-" + index.ToString("D4", System.Globalization.CultureInfo.InvariantCulture),
        ["description"] = null,
        ["customer_id"] = Tenant.Id,
        ["organization_id"] = Tenant.Id,
        ["workspace_id"] = Tenant.Workspace(0).Id,
        ["created_at"] = Seed.Stamp(index),
        ["updated_at"] = Seed.Stamp(index),
        ["deleted_at"] = null,
    };

    private Reply With(ApiCall call, Func<string, Reply> answer)
    {
        var id = call.PathValue("service_account_id");
        return lists.Find(Accounts, id) is null
            ? ErrorReply.Live(404, "invalid_request_error", "1404", $"No service account with id '{id}'")
            : answer(Roles.Path.Replace("{service_account_id}", id, StringComparison.Ordinal));
    }

    private Reply Replace(ApiCall call, string path)
    {
        foreach (var role in lists.Items(Roles, path))
        {
            lists.Remove(Roles, role, path);
        }

        foreach (var id in call.Body.GetProperty("role_ids").EnumerateArray().Reverse())
        {
            lists.Add(Roles, role => role["role_id"] = id.GetString(), path);
        }

        return Reply.Json(new { items = lists.Items(Roles, path) });
    }
}
