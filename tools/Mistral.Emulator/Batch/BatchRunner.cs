using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Emulator;

/// <summary>
/// Runs batch jobs row by row against the other operations. A fault for the path of an operation applies to a row as to a request:
/// its status fails the row, its delay slows it down, and a hold keeps the job running until the release. The results are in the
/// opposite order of the rows, since the API promises none.
/// </summary>
internal sealed class BatchRunner(ListStore lists, FileStore files, FaultList faults, RequestValidator validator, Func<Router> getRouter, CancellationToken stopping)
{
    private const string Cancelling = "CANCELLATION_REQUESTED";
    private const string Running = "RUNNING";

    // The outputs of jobs with inline requests, which have no files.
    private readonly ConcurrentDictionary<string, JsonObject[]> _outputs = new();

    public static ListResource List => ListCatalogue.BatchList;

    public JsonObject Start(ApiCall call, string[] inputs, IReadOnlyList<JsonElement> rows)
    {
        var endpoint = call.Body.GetProperty("endpoint").GetString()!;
        var job = lists.Add(List, added =>
        {
            added["input_files"] = new JsonArray([.. inputs.Select(id => (JsonNode?)id)]);
            added["metadata"] = Node(call.Body, "metadata");
            added["endpoint"] = endpoint;
            added["model"] = Node(call.Body, "model");
            added["agent_id"] = Node(call.Body, "agent_id");
            added["status"] = "QUEUED";
            added["created_at"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            added["total_requests"] = rows.Count;
        });
        var id = (string)job["id"]!;
        _ = Task.Run(() => RunAsync(id, new BatchWork(endpoint, (string?)job["model"], rows, inputs.Length > 0, call.Key)), stopping);
        return job;
    }

    public JsonObject Describe(JsonObject job, bool isInline)
    {
        job["outputs"] = isInline && _outputs.TryGetValue((string)job["id"]!, out var outputs) ? new JsonArray([.. outputs.Select(output => output.DeepClone())]) : null;
        return job;
    }

    public JsonObject Cancel(JsonObject job) => lists.Change(List, (string)job["id"]!, held =>
    {
        held["status"] = (string?)held["status"] is "QUEUED" or Running ? Cancelling : (string?)held["status"];
    })!;

    public void Reset() => _outputs.Clear();

    private async Task RunAsync(string id, BatchWork work)
    {
        Change(id, job =>
        {
            job["status"] = (string?)job["status"] == Cancelling ? Cancelling : Running;
            job["started_at"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        });
        var succeeded = new List<JsonObject>();
        var failed = new List<JsonObject>();
        for (var i = 0; i < work.Rows.Count && (string?)lists.Find(List, id)?["status"] == Running; i++)
        {
            var (status, body) = await RunRowAsync(work, work.Rows[i]);
            var customId = work.Rows[i].TryGetProperty("custom_id", out var given) ? JsonNode.Parse(given.GetRawText()) : null;
            var output = new JsonObject
            {
                ["id"] = $"batch-{id[..8]}-{i}",
                ["custom_id"] = customId,
                ["response"] = new JsonObject { ["status_code"] = status, ["body"] = body },
                ["error"] = null,
            };
            (status < 400 ? succeeded : failed).Add(output);
            Change(id, job =>
            {
                job["completed_requests"] = succeeded.Count + failed.Count;
                job["succeeded_requests"] = succeeded.Count;
                job["failed_requests"] = failed.Count;
            });
        }

        End(id, work, succeeded, failed);
    }

    private void End(string id, BatchWork work, List<JsonObject> succeeded, List<JsonObject> failed)
    {
        succeeded.Reverse();
        failed.Reverse();
        if (!work.HasFiles)
        {
            _outputs[id] = [.. succeeded, .. failed];
        }

        var output = work.HasFiles ? Write(id, "output", "batch_result", succeeded) : null;
        var error = work.HasFiles ? Write(id, "error", "batch_error", failed) : null;
        Change(id, job =>
        {
            job["output_file"] = output;
            job["error_file"] = error;
            job["completed_at"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            job["status"] = (string?)job["status"] == Running ? "SUCCESS" : "CANCELLED";
        });
    }

    private string? Write(string id, string name, string type, List<JsonObject> rows)
    {
        if (rows.Count == 0)
        {
            return null;
        }

        using var content = new MemoryStream();
        foreach (var row in rows)
        {
            JsonSerializer.Serialize(content, row, EmulatorJson.Wire);
            content.WriteByte((byte)'\n');
        }

        return (string?)files.Add(new FormPart("file", $"{id}_{name}.jsonl", null, content.ToArray()), file =>
        {
            file["purpose"] = "batch";
            file["sample_type"] = type;
            file["source"] = "mistral";
            file["num_lines"] = rows.Count;
        })["id"];
    }

    private async Task<(int Status, JsonNode? Body)> RunRowAsync(BatchWork work, JsonElement row)
    {
        var body = JsonNode.Parse(row.GetProperty("body").GetRawText())!.AsObject();
        body["model"] ??= work.Model;
        var json = JsonSerializer.SerializeToUtf8Bytes(body, EmulatorJson.Wire);
        if (faults.Take("POST", work.Endpoint, json) is { } fault)
        {
            await Task.Delay(fault.DelayHeadersMilliseconds ?? 0, stopping);
            if (fault.HoldHeaders)
            {
                await faults.Holds.Released.WaitAsync(stopping);
            }

            if (fault.Replacement() is { } replacement)
            {
                return (replacement.Status, JsonNode.Parse(replacement.Body));
            }
        }

        var path = work.Endpoint.Split('/');
        using var document = JsonDocument.Parse(json);
        var problems = validator.Check("POST", path, new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>(), document.RootElement, json);
        var reply = problems.Count > 0 ? ErrorReply.Invalid(problems)
            : getRouter().Find("POST", path) is { } route ? route.Answer(new ApiCall(route.Segments, path, new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>(), document.RootElement, [], work.Key))
            : ErrorReply.NotFound();
        return (reply.Status, JsonNode.Parse(reply.Body));
    }

    // The job may have been removed meanwhile.
    private void Change(string id, Action<JsonObject> change) => lists.Change(List, id, change);

    private static JsonNode? Node(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? JsonNode.Parse(value.GetRawText()) : null;

    private sealed record BatchWork(string Endpoint, string? Model, IReadOnlyList<JsonElement> Rows, bool HasFiles, KeyRecord? Key);
}
