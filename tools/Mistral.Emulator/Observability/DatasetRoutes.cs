using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>Records of datasets, their imports and exports. An import is completed at the second look at its task.</summary>
/// <param name="lists">The lists.</param>
/// <param name="files">The uploaded files.</param>
/// <param name="storage">Where exports are downloaded from.</param>
/// <param name="address">Returns the address of the emulator.</param>
internal sealed class DatasetRoutes(ListStore lists, FileStore files, SignedStore storage, Func<Uri> address)
{
    private const string Dataset = "/v1/observability/datasets/{dataset_id}";
    private const string Record = "/v1/observability/dataset-records/{dataset_record_id}";

    public IEnumerable<Route> All =>
    [
        new("GET", Dataset + "/records", call => Below(call, DatasetLists.Records, path => TelemetryRoutes.Page(DatasetLists.Records, lists.Items(DatasetLists.Records, path), call))),
        new("POST", Dataset + "/records", call => Below(call, DatasetLists.Records, path => Reply.Json(Add(path, call.PathValue("dataset_id"), "DIRECT_INPUT", call.Body), 201))),
        new("GET", Dataset + "/tasks", call => Below(call, DatasetLists.Tasks, path => TelemetryRoutes.Page(DatasetLists.Tasks, lists.Items(DatasetLists.Tasks, path), call))),
        new("GET", Dataset + "/tasks/{task_id}", call => Below(call, DatasetLists.Tasks, path => lists.Change(DatasetLists.Tasks, call.PathValue("task_id"), Proceed, path) is { } task ? Reply.Json(task) : Missing(call.PathValue("task_id")))),
        new("POST", Dataset + "/imports/from-file", call => Import(call, "UPLOADED_FILE", FromFile(call))),
        new("POST", Dataset + "/imports/from-playground", call => Import(call, "PLAYGROUND", [.. Texts(call, "conversation_ids").Select(id => Parse(new { payload = new { conversation_id = id }, properties = new { } }))])),
        new("POST", Dataset + "/imports/from-dataset", call => Import(call, "DIRECT_INPUT", [.. Texts(call, "dataset_record_ids").Select(id => Find(id)?.Item).OfType<JsonObject>().Select(record => Parse(record))])),
        new("POST", Dataset + "/imports/from-spans", call => Import(call, "EXPLORER", [.. call.Body.GetProperty("span_references").EnumerateArray().Select(span => Parse(new { payload = span, properties = new { } }))])),
        new("GET", Dataset + "/exports/to-jsonl", call => Below(call, DatasetLists.Records, path => Reply.Json(new { file_url = new Uri(address(), storage.Add(call.PathValue("dataset_id") + ".jsonl", Export(path))).AbsoluteUri }))),
        new("GET", Record, call => Find(call.PathValue("dataset_record_id")) is { } found ? Reply.Json(found.Item) : Missing(call.PathValue("dataset_record_id"))),
        new("DELETE", Record, call => Remove(call.PathValue("dataset_record_id")) ? Reply.Empty(204) : Missing(call.PathValue("dataset_record_id"))),
        new("PUT", Record + "/payload", call => Change(call, "payload")),
        new("PUT", Record + "/properties", call => Change(call, "properties")),
        new("POST", "/v1/observability/dataset-records/bulk-delete", RemoveMany),
        new("POST", Record + "/live-judging", call => Find(call.PathValue("dataset_record_id")) is not null
            ? JudgeRoutes.Judge(call.Body.GetProperty("judge_definition").GetProperty("output"))
            : Missing(call.PathValue("dataset_record_id"))),
    ];

    private static Reply Missing(string id) => TelemetryRoutes.Error(404, "DATASET_RECORD_NOT_FOUND", $"'{id}' was not found.");

    private Reply Below(ApiCall call, ListResource list, Func<string, Reply> answer)
    {
        var id = call.PathValue("dataset_id");
        return lists.Find(DatasetLists.Datasets, id) is null
            ? TelemetryRoutes.Error(404, "DATASET_NOT_FOUND", $"The dataset '{id}' was not found.")
            : answer(DatasetLists.Of(list.Path, id));
    }

    private JsonObject Add(string path, string dataset, string source, JsonElement record) => lists.Add(DatasetLists.Records, item =>
    {
        item["dataset_id"] = dataset;
        item["source"] = source;
        item["payload"] = JsonNode.Parse(record.TryGetProperty("payload", out var payload) ? payload.GetRawText() : record.GetRawText());
        item["properties"] = record.TryGetProperty("properties", out var properties) ? JsonNode.Parse(properties.GetRawText()) : new JsonObject();
    }, path);

    private Reply Import(ApiCall call, string source, IReadOnlyList<JsonElement>? records) => Below(call, DatasetLists.Records, path =>
    {
        var dataset = call.PathValue("dataset_id");
        foreach (var record in records ?? [])
        {
            Add(path, dataset, source, record);
        }

        return Reply.Json(lists.Add(DatasetLists.Tasks, task =>
        {
            task["dataset_id"] = dataset;
            task["status"] = "RUNNING";
            task["progress"] = records is null ? null : 50;
        }, DatasetLists.Of(DatasetLists.Tasks.Path, dataset)), 202);
    });

    private static void Proceed(JsonObject task)
    {
        if ((string?)task["status"] == "RUNNING")
        {
            var failed = task["progress"] is null;
            task["status"] = failed ? "FAILED" : "COMPLETED";
            task["progress"] = failed ? null : 100;
            task["message"] = failed ? "The file has no valid records." : null;
        }
    }

    // Null if the file isn't JSONL.
    private List<JsonElement>? FromFile(ApiCall call)
    {
        try
        {
            return files.Find(call.Body.GetProperty("file_id").GetString()!) is { } file
                ? [.. Encoding.UTF8.GetString(files.Content(file)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => JsonDocument.Parse(line).RootElement)]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private byte[] Export(string path) => Encoding.UTF8.GetBytes(string.Concat(
        lists.Items(DatasetLists.Records, path).Select(record => new JsonObject { ["payload"] = record["payload"]!.DeepClone(), ["properties"] = record["properties"]!.DeepClone() }.ToJsonString(EmulatorJson.Wire) + "\n")));

    private (JsonObject Item, string Path)? Find(string id)
    {
        foreach (var dataset in lists.Items(DatasetLists.Datasets))
        {
            var path = DatasetLists.Of(DatasetLists.Records.Path, (string)dataset["id"]!);
            if (lists.Find(DatasetLists.Records, id, path) is { } item)
            {
                return (item, path);
            }
        }

        return null;
    }

    private bool Remove(string id)
    {
        if (Find(id) is not { } found)
        {
            return false;
        }

        lists.Remove(DatasetLists.Records, found.Item, found.Path);
        return true;
    }

    private Reply RemoveMany(ApiCall call)
    {
        string[] ids = [.. Texts(call, "dataset_record_ids")];
        if (Array.Find(ids, id => Find(id) is null) is { } missing)
        {
            return Missing(missing);
        }

        foreach (var id in ids)
        {
            Remove(id);
        }

        return Reply.Empty(204);
    }

    private Reply Change(ApiCall call, string field)
    {
        var id = call.PathValue("dataset_record_id");
        if (Find(id) is not { } found)
        {
            return Missing(id);
        }

        lists.Change(DatasetLists.Records, id, record => record[field] = JsonNode.Parse(call.Body.GetProperty(field).GetRawText()), found.Path);
        return Reply.Empty(204);
    }

    private static IEnumerable<string> Texts(ApiCall call, string field) => call.Body.GetProperty(field).EnumerateArray().Select(text => text.GetString()!);

    private static JsonElement Parse(object value) => JsonSerializer.SerializeToElement(value, EmulatorJson.Wire);
}
