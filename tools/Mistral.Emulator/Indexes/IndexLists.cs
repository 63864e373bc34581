using System.Collections.Generic;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>The list of search indexes.</summary>
internal static class IndexLists
{
    /// <summary>The index that exists from the beginning.</summary>
    public const string FirstName = "handbook";

    public static ListResource Indexes { get; } = new("/v1/rag/managed_indexes", Index, Paging.Token("page_size", "page_token", 20), page => new JsonObject
    {
        ["data"] = page.ToArray(),
        ["next_page_token"] = page.Next,
    })
    {
        Count = 1,
        IdField = "name",
        HasItems = false,
        EqualTo = new Dictionary<string, string> { ["status"] = "status", ["creator_id"] = "creator_id" },
    };

    private static JsonObject Index(int index) => new()
    {
        ["id"] = Seed.Uuid("/v1/rag/managed_indexes", index),
        ["name"] = index == 0 ? FirstName : "index-" + index.ToString("D4", CultureInfo.InvariantCulture),
        ["status"] = "ready",
        ["status_message"] = null,
        ["schema"] = new JsonObject
        {
            ["document_fields"] = new JsonObject { ["category"] = new JsonObject { ["type"] = "keyword", ["indexed"] = true } },
            ["chunk_fields"] = new JsonObject(),
        },
        ["config"] = new JsonObject { ["embedding"] = new JsonObject { ["name"] = "mistral-embed", ["dimensions"] = 1024, ["type"] = "mistral" } },
        ["creator_id"] = Tenant.Users[0].Id,
        ["created_at"] = Seed.Stamp(index),
        ["modified_at"] = Seed.Stamp(index),
    };
}
