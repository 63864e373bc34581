using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>
/// What search indexes do beyond being listed. An index is ready at the second look at it, or has failed if its embedding model
/// is named <c>unknown</c>. An index that is deleted is gone after one more look.
/// </summary>
internal sealed class IndexRoutes(ListStore lists, IndexStore documents)
{
    private const string Indexes = "/v1/rag/managed_indexes";
    private const string Index = Indexes + "/{index_name}";

    public IEnumerable<Route> All =>
    [
        new("POST", Indexes, Create),
        new("GET", Index, call => Of(call, Look)),
        new("PUT", Index, call => Of(call, index => Reply.Json(
            lists.Change(IndexLists.Indexes, (string)index["name"]!, held =>
            {
                held["schema"] = WorkflowStore.Node(call.Body, "schema");
                held["status"] = "provisioning";
            })!,
            202))),
        new("DELETE", Index, call => Of(call, index =>
        {
            lists.Change(IndexLists.Indexes, (string)index["name"]!, held => held["status"] = "deleting");
            return Reply.Json(new { id = (string?)index["id"], name = (string?)index["name"], status = "deleting" }, 202);
        })),
        new("POST", Index + "/documents", call => Of(call, index => Ingest(call, (string)index["name"]!))),
        new("DELETE", Index + "/documents", call => Of(call, index => Remove(call, (string)index["name"]!))),
        new("POST", Index + "/search", call => Of(call, index => Search(call, (string)index["name"]!))),
        new("POST", Index + "/read", call => OfSource(call, (chunk, body) => Offset(chunk, "start") >= Number(body, "start_offset", 0) && Offset(chunk, "end") <= Number(body, "end_offset", int.MaxValue), 20)),
        new("POST", Index + "/grep", call => OfSource(call, (chunk, body) => IsMatch((string)chunk["content"]!, body), 5)),
        new("POST", Index + "/navigate", call => OfSource(
            call,
            (chunk, body) => body.GetProperty("direction").GetString() == "next"
                ? Offset(chunk, "start") >= body.GetProperty("end_offset").GetInt32()
                : Offset(chunk, "end") <= body.GetProperty("start_offset").GetInt32(),
            1)),
        new("GET", Index + "/chunks/{chunk_id}", call => Of(call, index =>
            documents.Chunks((string)index["name"]!).FirstOrDefault(chunk => (string?)chunk["id"] == call.PathValue("chunk_id")) is { } found
                ? Reply.Json(found)
                : NotFound("The chunk was not found."))),
    ];

    private static Reply NotFound(string detail) => Reply.Json(new { detail }, 404);

    private static int Offset(JsonObject chunk, string end) => (int?)chunk[end + "_offset"] ?? 0;

    private static int Number(JsonElement body, string field, int otherwise) =>
        body.TryGetProperty(field, out var value) && value.ValueKind is JsonValueKind.Number ? value.GetInt32() : otherwise;

    private static bool IsMatch(string content, JsonElement body)
    {
        var pattern = body.GetProperty("pattern").GetString()!;
        var isTerm = body.TryGetProperty("mode", out var mode) && mode.GetString() == "term";
        return (isTerm ? pattern.Split(' ', StringSplitOptions.RemoveEmptyEntries) : [pattern]).All(part => content.Contains(part, StringComparison.OrdinalIgnoreCase));
    }

    private Reply Of(ApiCall call, Func<JsonObject, Reply> answer) =>
        lists.Find(IndexLists.Indexes, call.PathValue("index_name")) is { } index ? answer(index) : NotFound("The index was not found.");

    private Reply OfSource(ApiCall call, Func<JsonObject, JsonElement, bool> isWanted, int top) => Of(call, index =>
    {
        var source = call.Body.GetProperty("source_id").GetString();
        var chunks = documents.Chunks((string)index["name"]!).Where(chunk => (string?)chunk["source_id"] == source).ToList();
        return chunks.Count == 0
            ? NotFound("The source was not found.")
            : Reply.Json(new { chunks = chunks.Where(chunk => isWanted(chunk, call.Body)).Take(Number(call.Body, "top_k", top)) });
    });

    private Reply Create(ApiCall call)
    {
        var name = call.Body.GetProperty("name").GetString()!;
        if (lists.Find(IndexLists.Indexes, name) is not null)
        {
            return Reply.Json(new { detail = $"An index with the name '{name}' exists." }, 409);
        }

        return Reply.Json(
            lists.Add(IndexLists.Indexes, held =>
            {
                held["name"] = name;
                held["status"] = "provisioning";
                held["schema"] = WorkflowStore.Node(call.Body, "schema") ?? new JsonObject();
                held["config"] = WorkflowStore.Node(call.Body, "config");
            }),
            202);
    }

    private Reply Look(JsonObject index)
    {
        var name = (string)index["name"]!;
        if ((string?)index["status"] == "deleting")
        {
            lists.Remove(IndexLists.Indexes, index);
        }
        else if ((string?)index["status"] == "provisioning")
        {
            var isUnknown = (string?)index["config"]?["embedding"]?["name"] == "unknown";
            lists.Change(IndexLists.Indexes, name, held =>
            {
                held["status"] = isUnknown ? "failed" : "ready";
                held["status_message"] = isUnknown ? "The embedding model is not known." : null;
            });
        }

        return Reply.Json(index);
    }

    private Reply Ingest(ApiCall call, string index)
    {
        var results = new JsonArray();
        foreach (var document in call.Body.GetProperty("documents").EnumerateArray())
        {
            var problem = documents.Add(index, document, out var chunks);
            results.Add(problem is null
                ? new JsonObject { ["position"] = results.Count, ["document_id"] = WorkflowStore.Node(document, "id"), ["chunk_count"] = chunks, ["status"] = "accepted" }
                : new JsonObject
                {
                    ["position"] = results.Count,
                    ["errors"] = new JsonArray(new JsonObject { ["location"] = new JsonArray("chunks"), ["type"] = "missing", ["message"] = problem }),
                    ["status"] = "rejected",
                });
        }

        var accepted = results.Count(result => (string?)result!["status"] == "accepted");
        return Reply.Json(new JsonObject { ["accepted"] = accepted, ["rejected"] = results.Count - accepted, ["results"] = results });
    }

    private Reply Remove(ApiCall call, string index)
    {
        var ids = call.Body.GetProperty("document_ids").EnumerateArray().Select(id => id.GetString()!).ToList();
        var removed = ids.Where(id => documents.Remove(index, id)).ToList();
        return Reply.Json(new { deleted_document_ids = removed, missing = ids.Except(removed) });
    }

    private Reply Search(ApiCall call, string index)
    {
        var retriever = call.Body.GetProperty("retriever");
        var first = retriever.TryGetProperty("retrievers", out var several) ? several[0] : retriever;
        var words = first.TryGetProperty("query", out var query) ? TextWords.Subjects(query.GetString()!) : [];
        var hits = documents.Chunks(index)
            .Where(chunk => !first.TryGetProperty("filter", out var filter) || IndexStore.Passes(chunk, filter))
            .Select(chunk => (chunk, score: words.Count == 0 ? 1 : (double)words.Count(word => ((string)chunk["content"]!).Contains(TextWords.Stem(word), StringComparison.OrdinalIgnoreCase)) / words.Count))
            .Where(hit => hit.score > 0)
            .OrderByDescending(hit => hit.score)
            .Take(Number(first, "top_k", 20));
        return Reply.Json(new { hits = hits.Select(hit => new { hit.chunk, hit.score, index_name = index }) });
    }
}
