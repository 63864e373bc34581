using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>Lists, creates and revokes regular keys.</summary>
internal sealed class AdminKeyRoutes(KeyStore keys, ListStore lists)
{
    private const string Path = "/v1/admin/api-keys";
    private const int TailLength = 4;

    public IEnumerable<Route> All =>
    [
        new("GET", Path, List),
        new("POST", Path, Create),
        new("DELETE", Path + "/{key_id}", Delete),
    ];

    private Reply List(ApiCall call)
    {
        var seeded = ListCatalogue.ApiKeyList;
        var items = keys.Listed().Select(Extended)
            .Concat(lists.Items(seeded))
            .Where(item => call.Text("name") is not { } part || IsCalled(item, part))
            .ToList();
        return Reply.Json(seeded.Wrap(seeded.Cut(items, call)!));
    }

    private Reply Create(ApiCall call)
    {
        var body = call.Body;
        if (FindWorkspace(Id(body, "workspace_uuid")) is not { } workspace)
        {
            return Missing("Workspace not found");
        }

        if (Tenant.FindUser(Id(body, "user_id")) is not { } user)
        {
            return Missing("User not found");
        }

        var expiration = Text(body, "expiration") is { } date ? DateOnly.ParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture) : (DateOnly?)null;
        var (key, record) = keys.Create(Text(body, "name"), expiration, workspace, user);
        return Reply.Json(Plain(record, key));
    }

    // The workspace must be in the list or among the initial workspaces.
    private TenantWorkspace? FindWorkspace(Guid id) =>
        lists.Find(ListCatalogue.WorkspaceList, id.ToString()) is { } made ? new TenantWorkspace(id.ToString(), (string)made["name"]!) : Tenant.FindWorkspace(id);

    private Reply Delete(ApiCall call)
    {
        var given = call.PathValue("key_id");
        if (!Guid.TryParse(given, out var id))
        {
            return ErrorReply.Invalid([new ValidationProblem("uuid_parsing", ["path", "key_id"], "Input should be a valid UUID") { Input = given }]);
        }

        if (lists.Find(ListCatalogue.ApiKeyList, id.ToString()) is { } seeded)
        {
            lists.Remove(ListCatalogue.ApiKeyList, seeded);
        }
        else if (!keys.RevokeById(id.ToString()))
        {
            return Missing("API key not found");
        }

        return Reply.Json(new { detail = "API key deleted successfully" });
    }

    private static Reply Missing(string detail) => Reply.Json(new { detail }, 404);

    // The API accepts more UUID formats than JsonElement.GetGuid.
    private static Guid Id(JsonElement body, string name) => Guid.Parse(body.GetProperty(name).GetString()!);

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // The comparison ignores case and accents.
    private static bool IsCalled(JsonObject item, string part)
    {
        var name = (string?)item["name"] ?? "";
        return CultureInfo.InvariantCulture.CompareInfo.IndexOf(name, part, CompareOptions.IgnoreCase | CompareOptions.IgnoreNonSpace) >= 0
            || (part.Length == TailLength && ((string)item["hidden_key"]!).EndsWith(part, StringComparison.OrdinalIgnoreCase));
    }

    private JsonObject Plain(KeyRecord record, string? key) => new()
    {
        ["key_id"] = record.Id,
        ["key"] = key,
        ["name"] = record.Name,
        ["hidden_key"] = record.HiddenKey,
        ["created_at"] = record.CreatedAt.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        ["expiration_date"] = Date(record.ExpirationDate),
        ["actions"] = new JsonObject
        {
            ["rotate"] = new JsonObject { ["status"] = "unavailable", ["reason"] = keys.IsExpired(record) ? "key_expired" : "not_allowed" },
            ["delete"] = new JsonObject { ["status"] = "available" },
        },
    };

    private JsonObject Extended(KeyRecord record)
    {
        var item = Plain(record, key: null);
        item["workspace_id"] = record.Workspace.Id;
        item["workspace_name"] = record.Workspace.Name;
        item["created_by"] = record.User.Email;
        item["product"] = "API";
        item["last_used"] = Date(record.LastUsed);
        item["can_delete"] = true;
        return item;
    }

    private static string? Date(DateOnly? date) => date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
