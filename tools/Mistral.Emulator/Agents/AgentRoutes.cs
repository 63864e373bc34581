using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>Agents: each change makes a version, and aliases point to versions.</summary>
internal sealed class AgentRoutes(ListStore lists)
{
    private const string Agent = AgentLists.Root + "/{agent_id}";

    public IEnumerable<Route> All =>
    [
        new("POST", AgentLists.Root, Create),
        new("GET", Agent, call => With(call, agent => Read(agent, call.Text("agent_version")))),
        new("PATCH", Agent, call => With(call, agent => Update(agent, call.Body))),
        new("DELETE", Agent, call => With(call, Delete)),
        new("PATCH", Agent + "/version", call => With(call, agent => Switch(agent, call.Text("version")!))),
        new("GET", Agent + "/versions", call => With(call, agent => List(AgentLists.Versions, VersionsOf(agent), call))),
        new("GET", Agent + "/versions/{version}", call => With(call, agent => Read(agent, call.PathValue("version")))),
        new("GET", Agent + "/aliases", call => With(call, agent => List(AgentLists.Aliases, lists.Items(AgentLists.Aliases, PathOf(AgentLists.Aliases, agent)), call))),
        new("PUT", Agent + "/aliases", call => With(call, agent => Point(agent, call.Text("alias")!, call.Text("version")!))),
        new("DELETE", Agent + "/aliases", call => With(call, agent => Unpoint(agent, call.Text("alias")!))),
    ];

    private static string IdOf(JsonObject agent) => (string)agent["id"]!;

    private static string PathOf(ListResource list, JsonObject agent) => list.Path.Replace("{agent_id}", IdOf(agent), StringComparison.Ordinal);

    private static Reply List(ListResource list, IReadOnlyList<JsonObject> items, ApiCall call) => Reply.Json(list.Wrap(list.Cut(items, call)!));

    private static Reply Missing(string what) => ErrorReply.Live(404, "invalid_request_error", "1404", "Not found: " + what);

    private Reply With(ApiCall call, Func<JsonObject, Reply> answer) =>
        lists.Find(AgentLists.Agents, call.PathValue("agent_id")) is { } agent ? answer(agent) : Missing(call.PathValue("agent_id"));

    private Reply Create(ApiCall call)
    {
        var agent = lists.Add(AgentLists.Agents, item => ListRoutes.Fill(item, call.Body));
        Keep(agent);
        return Reply.Json(agent);
    }

    // Seeded versions are of no agent in particular; the number is theirs, and the rest is the agent's.
    private JsonObject[] VersionsOf(JsonObject agent) =>
    [
        .. lists.Items(AgentLists.Versions, PathOf(AgentLists.Versions, agent)).Select(version =>
        {
            version["id"] = IdOf(agent);
            return version;
        }),
    ];

    private Reply Read(JsonObject agent, string? version)
    {
        if (version is null)
        {
            return Reply.Json(agent);
        }

        var number = lists.Find(AgentLists.Aliases, version, PathOf(AgentLists.Aliases, agent))?["version"]?.ToString() ?? version;
        return VersionsOf(agent).FirstOrDefault(item => item["version"]!.ToString() == number) is { } found ? Reply.Json(found) : Missing(version);
    }

    private Reply Update(JsonObject agent, JsonElement body)
    {
        var next = 1 + VersionsOf(agent).Max(version => (int)version["version"]!);
        var changed = lists.Change(AgentLists.Agents, IdOf(agent), item =>
        {
            item["version_message"] = null;
            ListRoutes.Fill(item, body);
            item["version"] = next;
            item["versions"]!.AsArray().Add((JsonNode)next);
        })!;
        Keep(changed);
        return Reply.Json(changed);
    }

    private void Keep(JsonObject agent)
    {
        var path = PathOf(AgentLists.Versions, agent);
        foreach (var same in lists.Items(AgentLists.Versions, path).Where(version => version["version"]!.ToString() == agent["version"]!.ToString()))
        {
            lists.Remove(AgentLists.Versions, same, path);
        }

        lists.Add(
            AgentLists.Versions,
            item =>
            {
                foreach (var field in agent)
                {
                    item[field.Key] = field.Value?.DeepClone();
                }
            },
            path);
    }

    private Reply Delete(JsonObject agent)
    {
        lists.Remove(AgentLists.Agents, agent);
        return Reply.Empty(204);
    }

    private Reply Switch(JsonObject agent, string version)
    {
        if (VersionsOf(agent).FirstOrDefault(item => item["version"]!.ToString() == version) is not { } chosen)
        {
            return Missing(version);
        }

        return Reply.Json(lists.Change(AgentLists.Agents, IdOf(agent), item =>
        {
            foreach (var field in chosen.Where(field => field.Key != "versions"))
            {
                item[field.Key] = field.Value?.DeepClone();
            }
        })!);
    }

    private Reply Point(JsonObject agent, string alias, string version)
    {
        if (VersionsOf(agent).All(item => item["version"]!.ToString() != version))
        {
            return Missing(version);
        }

        var path = PathOf(AgentLists.Aliases, agent);
        void Set(JsonObject item)
        {
            item["alias"] = alias;
            item["version"] = int.Parse(version, CultureInfo.InvariantCulture);
        }

        return Reply.Json(lists.Change(AgentLists.Aliases, alias, Set, path) ?? lists.Add(AgentLists.Aliases, Set, path));
    }

    private Reply Unpoint(JsonObject agent, string alias)
    {
        var path = PathOf(AgentLists.Aliases, agent);
        if (lists.Find(AgentLists.Aliases, alias, path) is not { } found)
        {
            return Missing(alias);
        }

        lists.Remove(AgentLists.Aliases, found, path);
        return Reply.Empty(204);
    }
}
