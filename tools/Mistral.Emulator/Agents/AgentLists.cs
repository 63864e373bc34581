using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>The lists of agents: they themselves, and the versions and aliases of each.</summary>
internal static class AgentLists
{
    public const string Root = "/v1/agents";

    private static readonly string[] _names = ["Translator", "Reviewer"];

    public static ListResource Agents { get; } = new(Root + "/pages", Agent, Paging.Token("page_size", "page_token", 20), page => new JsonObject { ["object"] = "list", ["data"] = page.ToArray(), ["next_page_token"] = page.Next })
    {
        ItemPath = Root,
        HasItems = false,
        EqualTo = new Dictionary<string, string> { ["name"] = "name", ["id"] = "id", ["sources"] = "source", ["deployment_chat"] = "deployment_chat" },
        Containing = new Dictionary<string, string> { ["search"] = "name" },
    };

    /// <summary>The versions of one agent, which other routes serve with what is the agent's own.</summary>
    public static ListResource Versions { get; } = new(Root + "/{agent_id}/versions", Version, Paging.Numbered(0, 20), page => page.ToArray())
    {
        Count = 1,
        IdField = "version",
        HasOwnRoutes = true,
    };

    public static ListResource Aliases { get; } = new(Root + "/{agent_id}/aliases", Alias, Paging.Numbered(0, int.MaxValue), page => page.ToArray())
    {
        Count = 1,
        IdField = "alias",
        HasOwnRoutes = true,
    };

    public static IReadOnlyList<ListResource> All { get; } = [Agents, Versions, Aliases];

    public static string Id(int index) => "ag_" + Seed.Uuid(Root, index).Replace("-", "", StringComparison.Ordinal);

    private static JsonObject Agent(int index) => new()
    {
        ["id"] = Id(index),
        ["object"] = "agent",
        ["name"] = _names.ElementAtOrDefault(index) ?? "agent-" + index.ToString("D4", CultureInfo.InvariantCulture),
        ["description"] = null,
        ["model"] = "mistral-medium-latest",
        ["instructions"] = "Answer briefly.",
        ["tools"] = new JsonArray(),
        ["completion_args"] = new JsonObject(),
        ["guardrails"] = null,
        ["handoffs"] = null,
        ["metadata"] = null,
        ["version"] = 0,
        ["versions"] = new JsonArray(0),
        ["created_at"] = Seed.Stamp(index),
        ["updated_at"] = Seed.Stamp(index),
        ["deployment_chat"] = false,
        ["source"] = "api",
        ["version_message"] = null,
    };

    private static JsonObject Version(int index)
    {
        var version = Agent(0);
        version["version"] = index;
        return version;
    }

    private static JsonObject Alias(int index) => new()
    {
        ["alias"] = index == 0 ? "prod" : "alias-" + index.ToString(CultureInfo.InvariantCulture),
        ["version"] = 0,
        ["created_at"] = Seed.Stamp(index),
        ["updated_at"] = Seed.Stamp(index),
    };
}
