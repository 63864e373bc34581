using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>The connectors, the tools of each, and the credentials of each scope.</summary>
internal static class ConnectorLists
{
    public const string Root = "/v1/connectors";

    private static readonly string[] _names = ["github", "wiki"];
    private static readonly string[] _tools = ["search", "create_issue"];

    public static ListResource Connectors { get; } = new(Root, Connector, Paging.Token("page_size", "cursor", 100), page => new JsonObject
    {
        ["items"] = page.ToArray(),
        ["pagination"] = new JsonObject { ["next_cursor"] = page.Next, ["page_size"] = page.Size },
    })
    {
        Count = 2,
        HasItems = false,
        Created = connector => Reply.Json(connector, 201),
        Changed = connector => Reply.Json(connector),
        Removed = _ => Reply.Json(new { message = "Connector deleted" }),
        EqualTo = new Dictionary<string, string> { ["active"] = "active" },
    };

    public static ListResource Tools { get; } = new(Root + "/{connector_id}/tools", Tool, Paging.Numbered(1, 100), page => page.ToArray())
    {
        Count = 2,
        IdField = "name",
        HasOwnRoutes = true,
    };

    public static ListResource Credentials { get; } = new(Root + "/{connector_id}/{consumer_scope}/credentials", _ => new JsonObject(), (items, _) => new ListPage(items, items.Count, 0, items.Count, null), page => new JsonObject { ["credentials"] = page.ToArray() })
    {
        Count = 0,
        IdField = "name",
        HasOwnRoutes = true,
    };

    public static IReadOnlyList<ListResource> All { get; } = [Connectors, Tools, Credentials];

    private static JsonObject Connector(int index) => new()
    {
        ["id"] = Seed.Uuid(Root, index),
        ["name"] = _names.ElementAtOrDefault(index) ?? "connector_" + index.ToString("D4", CultureInfo.InvariantCulture),
        ["title"] = null,
        ["description"] = "A made-up connector.",
        ["created_at"] = Seed.Stamp(index),
        ["modified_at"] = Seed.Stamp(index),
        ["server"] = "https://mcp.example.com/" + index.ToString(CultureInfo.InvariantCulture),
        ["protocol"] = "mcp",
        ["icon_url"] = null,
        ["system_prompt"] = null,
        ["owner_type"] = "workspace",
        ["visibility"] = "shared_workspace",
        ["active"] = true,
        ["private_tool_execution"] = false,
        ["mistral"] = false,
    };

    private static JsonObject Tool(int index) => new()
    {
        ["name"] = _tools.ElementAtOrDefault(index) ?? "tool_" + index.ToString("D4", CultureInfo.InvariantCulture),
        ["title"] = null,
        ["description"] = index == 1 ? "Creates an issue." : "Searches the issues.",
        ["inputSchema"] = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject { ["query"] = new JsonObject { ["type"] = "string" } },
        },
    };
}
