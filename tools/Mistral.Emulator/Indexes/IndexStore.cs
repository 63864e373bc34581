using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;

namespace Mistral.Emulator;

/// <summary>The documents of search indexes.</summary>
internal sealed class IndexStore
{
    private static readonly string[] _first =
    [
        "Expenses of a trip are paid back within ten days. Send the receipts to travel@example.com.",
        "Hotels may cost up to 120 euros for a night. Trains are preferred to planes.",
    ];

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<string, JsonObject>> _documents = [];

    public void Reset()
    {
        lock (_lock)
        {
            _documents.Clear();
        }
    }

    /// <summary>Adds a document. Returns why it is refused, or null.</summary>
    public string? Add(string index, JsonElement document, out int chunks)
    {
        var node = JsonNode.Parse(document.GetRawText())!.AsObject();
        var parts = node["chunks"] as JsonArray ?? [];
        chunks = parts.Count;
        if (chunks == 0 || parts.Any(part => part?["embedding"] is null))
        {
            return "Field required";
        }

        lock (_lock)
        {
            Of(index)[(string)node["id"]!] = node;
        }

        return null;
    }

    public bool Remove(string index, string id)
    {
        lock (_lock)
        {
            return Of(index).Remove(id);
        }
    }

    /// <summary>Returns copies of the chunks of all documents, each with the fields of its document.</summary>
    public IReadOnlyList<JsonObject> Chunks(string index)
    {
        lock (_lock)
        {
            return [.. Of(index).Values.SelectMany(ChunksOf)];
        }
    }

    /// <summary>Whether a chunk passes a filter.</summary>
    public static bool Passes(JsonObject chunk, JsonElement filter) => filter.GetProperty("type").GetString() switch
    {
        "equal" => Text(chunk, filter) == filter.GetProperty("value").ToString(),
        "in" => filter.GetProperty("values").EnumerateArray().Any(value => value.ToString() == Text(chunk, filter)),
        "and" => filter.GetProperty("matches").EnumerateArray().All(match => Passes(chunk, match)),
        "or" => filter.GetProperty("matches").EnumerateArray().Any(match => Passes(chunk, match)),
        "not" => !Passes(chunk, filter.GetProperty("match")),
        _ => true,
    };

    private static string? Text(JsonObject chunk, JsonElement filter) => chunk[filter.GetProperty("field").GetString()!]?.ToString();

    private static IEnumerable<JsonObject> ChunksOf(JsonObject document) => document["chunks"]!.AsArray().Select(part =>
    {
        var chunk = (JsonObject)part!.DeepClone();
        chunk.Remove("embedding");
        chunk["parent_ref"] = document["id"]!.DeepClone();
        chunk["metadata"] ??= new JsonObject();
        foreach (var field in document.Where(field => field.Key is not ("id" or "content" or "chunks")))
        {
            chunk[field.Key] = field.Value?.DeepClone();
        }

        return chunk;
    });

    private Dictionary<string, JsonObject> Of(string index)
    {
        if (!_documents.TryGetValue(index, out var held))
        {
            _documents[index] = held = new(StringComparer.Ordinal);
            if (index == IndexLists.FirstName)
            {
                held["travel.md"] = First();
            }
        }

        return held;
    }

    private static JsonObject First()
    {
        var start = 0;
        var chunks = new JsonArray();
        foreach (var text in _first)
        {
            chunks.Add(new JsonObject
            {
                ["id"] = "travel.md-" + chunks.Count,
                ["source_id"] = "travel.md",
                ["locator"] = $"char:{start}-{start + text.Length}",
                ["start_offset"] = start,
                ["end_offset"] = start + text.Length,
                ["chunk_type"] = "content",
                ["content"] = text,
            });
            start += text.Length;
        }

        return new JsonObject { ["id"] = "travel.md", ["source_id"] = "travel.md", ["content"] = string.Concat(_first), ["category"] = "travel", ["chunks"] = chunks };
    }
}
