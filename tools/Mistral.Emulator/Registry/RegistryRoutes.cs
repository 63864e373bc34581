using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>Stored prompts and skills of each workspace. A changed definition makes a version, and an alias points to one version.</summary>
internal sealed class RegistryRoutes(ListStore lists, ListResource list, ListResource versions, string idName, string namePrefix)
{
    private static readonly string[] _settings = ["title", "description", "sharingScope"];

    private readonly string _item = list.Path + "/{" + idName + "}";

    public static IEnumerable<Route> All(ListStore lists) =>
    [
        .. new RegistryRoutes(lists, RegistryLists.Prompts, RegistryLists.PromptVersions, "prompt_id", "prompt:").Routes,
        .. new RegistryRoutes(lists, RegistryLists.Skills, RegistryLists.SkillVersions, "skill_id", "skill:").Routes,
    ];

    private IEnumerable<Route> Routes =>
    [
        new("GET", list.Path, List),
        new("POST", list.Path, Create),
        new("GET", _item, call => With(call, item => Read(item, call.Text("version"), call.Text("alias")))),
        new("PATCH", _item, call => With(call, item => Change(call, item))),
        new("DELETE", _item, call => With(call, item =>
        {
            lists.Remove(list, item, PathOf(call));
            return Reply.Json(new { });
        })),
        new("GET", _item + "/versions", call => With(call, item => Reply.Json(versions.Wrap(versions.Cut([.. VersionsOf(item).Select(Short)], call)!)))),
        new("POST", _item + "/versions", call => With(call, item => AddVersion(call, item))),
        new("GET", _item + "/versions/{version}", call => With(call, item => Read(item, call.PathValue("version"), alias: null))),
        new("PATCH", _item + "/versions/{version}", call => With(call, item => ChangeVersion(call, item))),
    ];

    // The first workspace has the seeded items.
    private string PathOf(ApiCall call) => call.Key is null || call.Key.Workspace.Id == Tenant.Workspace(0).Id ? list.Path : list.Path + "@" + call.Key.Workspace.Id;

    private string VersionPath(JsonObject item) => versions.Path.Replace("{" + idName + "}", Id(item), StringComparison.Ordinal);

    private static string Id(JsonObject item) => (string)item["id"]!;

    private static Reply Missing(string what) => ErrorReply.Live(404, "invalid_request_error", "1404", "Not found: " + what);

    private Reply With(ApiCall call, Func<JsonObject, Reply> answer)
    {
        var id = call.PathValue(idName);
        var found = lists.Items(list, PathOf(call)).FirstOrDefault(item => Id(item) == id || namePrefix + (string)item["name"]! == id);
        return found is null ? Missing(id) : answer(found);
    }

    private Reply List(ApiCall call)
    {
        IEnumerable<JsonObject> items = lists.Items(list, PathOf(call));
        if (call.Text("alias") is { } alias)
        {
            items = items.Select(item => VersionsOf(item).FirstOrDefault(version => Has(version, alias))).OfType<JsonObject>();
        }

        if (call.Text("sort_by") is { } field)
        {
            items = items.OrderBy(item => item[field switch { "created_at" => "createdAt", "last_modified_at" => "updatedAt", _ => field }]?.ToString(), StringComparer.Ordinal);
        }

        if (call.Text("sort_direction") == "desc")
        {
            items = items.Reverse();
        }

        return list.Cut([.. items.Select(Trim)], call) is { } page
            ? Reply.Json(list.Wrap(page))
            : ErrorReply.Live(400, "invalid_request_error", "1400", "Invalid page token");
    }

    private Reply Create(ApiCall call)
    {
        var name = call.Body.GetProperty("name").GetString();
        return lists.Items(list, PathOf(call)).Any(item => (string?)item["name"] == name)
            ? ErrorReply.Live(409, "conflict", "1409", $"The name '{name}' exists already.")
            : Reply.Json(Trim(lists.Add(
                list,
                item =>
                {
                    item["aliases"] = new JsonArray();
                    item["sharingScope"] = "private";
                    foreach (var field in call.Body.EnumerateObject())
                    {
                        item[field.Name] = JsonNode.Parse(field.Value.GetRawText());
                    }
                },
                PathOf(call))));
    }

    private Reply Read(JsonObject item, string? version, string? alias) =>
        (version, alias) is (null, null) ? Reply.Json(Trim(item))
        : VersionsOf(item).FirstOrDefault(v => (version is null || v["version"]!.ToString() == version) && (alias is null || Has(v, alias))) is { } found ? Reply.Json(Trim(found))
        : Missing(version ?? alias!);

    private Reply Change(ApiCall call, JsonObject item)
    {
        KeepFirst(item);
        void Set(JsonObject held)
        {
            foreach (var field in call.Body.EnumerateObject().Where(field => _settings.Contains(field.Name)))
            {
                held[field.Name] = JsonNode.Parse(field.Value.GetRawText());
            }
        }

        foreach (var version in lists.Items(versions, VersionPath(item)))
        {
            lists.Change(versions, version["version"]!.ToString(), Set, VersionPath(item));
        }

        return Reply.Json(Trim(lists.Change(list, Id(item), Set, PathOf(call))!));
    }

    private Reply AddVersion(ApiCall call, JsonObject item)
    {
        var definition = JsonNode.Parse(call.Body.GetProperty("definition").GetRawText());
        var hasMore = call.Body.TryGetProperty("notes", out var notes) | call.Body.TryGetProperty("aliases", out var aliases);
        var latest = VersionsOf(item).Max(version => (int)version["version"]!);
        if (!hasMore && JsonNode.DeepEquals(definition, item["definition"]))
        {
            return Reply.Json(new { version = latest, deduplicated = true });
        }

        KeepFirst(item);
        var next = latest + 1;
        if (aliases.ValueKind is JsonValueKind.Array)
        {
            MoveAliases(call, item, [.. aliases.EnumerateArray().Select(alias => alias.GetString()!)]);
        }

        var changed = lists.Change(list, Id(item), held =>
        {
            held["definition"] = definition;
            held["version"] = next;
            held["latestVersion"] = next;
            held["notes"] = notes.ValueKind is JsonValueKind.String ? notes.GetString() : null;
            held["aliases"] = aliases.ValueKind is JsonValueKind.Array ? JsonNode.Parse(aliases.GetRawText()) : new JsonArray();
        }, PathOf(call))!;
        Keep(changed);
        return Reply.Json(new { version = next });
    }

    private Reply ChangeVersion(ApiCall call, JsonObject item)
    {
        KeepFirst(item);
        var number = call.PathValue("version");
        if (lists.Find(versions, number, VersionPath(item)) is null)
        {
            return Missing(number);
        }

        string[]? aliases = call.Body.TryGetProperty("aliases", out var given)
            ? [.. given.TryGetProperty("values", out var values) ? values.EnumerateArray().Select(alias => alias.GetString()!) : []]
            : null;
        if (aliases is not null)
        {
            MoveAliases(call, item, aliases);
        }

        void Set(JsonObject version)
        {
            if (version["version"]!.ToString() != number)
            {
                return;
            }

            version["aliases"] = aliases is null ? version["aliases"]?.DeepClone() : new JsonArray([.. aliases.Select(alias => (JsonNode)alias)]);
            version["notes"] = call.Body.TryGetProperty("notes", out var notes) ? notes.GetString() : version["notes"]?.DeepClone();
        }

        lists.Change(list, Id(item), Set, PathOf(call));
        return Reply.Json(Trim(lists.Change(versions, number, Set, VersionPath(item))!));
    }

    // An alias that points elsewhere is taken from there.
    private void MoveAliases(ApiCall call, JsonObject item, string[] aliases)
    {
        void Take(JsonObject version) => version["aliases"] = new JsonArray(
            [.. (version["aliases"]?.AsArray() ?? []).Select(alias => (string)alias!).Except(aliases).Select(alias => (JsonNode)alias)]);

        lists.Change(list, Id(item), Take, PathOf(call));
        foreach (var version in lists.Items(versions, VersionPath(item)))
        {
            lists.Change(versions, version["version"]!.ToString(), Take, VersionPath(item));
        }
    }

    private IReadOnlyList<JsonObject> VersionsOf(JsonObject item) => lists.Items(versions, VersionPath(item)) is { Count: > 0 } kept ? kept : [item];

    private void KeepFirst(JsonObject item)
    {
        if (lists.Items(versions, VersionPath(item)).Count == 0)
        {
            Keep(item);
        }
    }

    private void Keep(JsonObject item) => lists.Add(
        versions,
        version =>
        {
            foreach (var field in item)
            {
                version[field.Key] = field.Value?.DeepClone();
            }
        },
        VersionPath(item));

    private static bool Has(JsonObject version, string alias) => version["aliases"] is JsonArray aliases && aliases.Any(held => (string?)held == alias);

    private static JsonObject Short(JsonObject version)
    {
        var made = new JsonObject();
        foreach (var name in (string[])["version", "definition", "notes", "aliases", "createdAt"])
        {
            made[name] = version[name]?.DeepClone();
        }

        return Trim(made);
    }

    private static JsonObject Trim(JsonObject item)
    {
        foreach (var name in item.Where(field => field.Value is null or JsonArray { Count: 0 } || field.Value.ToString().Length == 0).Select(field => field.Key).ToList())
        {
            item.Remove(name);
        }

        return item;
    }
}
