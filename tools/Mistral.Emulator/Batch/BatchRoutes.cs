using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>What batch jobs do beyond being listed and removed.</summary>
internal sealed class BatchRoutes(ListStore lists, FileStore files, BatchRunner runner)
{
    private const int MaxInline = 10_000;
    private const string Job = "/v1/batch/jobs/{id}";

    public IEnumerable<Route> All =>
    [
        new("POST", BatchRunner.List.Path, Start),
        new("GET", Job, call => Find(call) is { } job ? Reply.Json(runner.Describe(job, call.Flag("inline", otherwise: false))) : ErrorReply.NotFound()),
        new("POST", Job + "/cancel", call => Find(call) is { } job ? Reply.Json(runner.Cancel(job)) : ErrorReply.NotFound()),
    ];

    private JsonObject? Find(ApiCall call) => lists.Find(BatchRunner.List, call.PathValue("id"));

    private Reply Start(ApiCall call)
    {
        var hasFiles = call.Body.TryGetProperty("input_files", out var given) && given.ValueKind == JsonValueKind.Array && given.GetArrayLength() > 0;
        var hasRows = call.Body.TryGetProperty("requests", out var requests) && requests.ValueKind == JsonValueKind.Array && requests.GetArrayLength() > 0;
        if (hasFiles == hasRows)
        {
            return Refuse("Exactly one of input_files and requests must be provided");
        }

        if (hasRows && requests.GetArrayLength() > MaxInline)
        {
            return Refuse($"At most {MaxInline} inline requests are allowed");
        }

        string[] inputs = hasFiles ? [.. given.EnumerateArray().Select(id => id.GetString()!)] : [];
        var rows = new List<JsonElement>();
        foreach (var id in inputs)
        {
            if (files.Find(id) is not { } file || (string?)file["purpose"] != "batch")
            {
                return ErrorReply.Live(404, "invalid_request_error", "1404", $"No batch file with id '{id}'");
            }

            if (Read(files.Content(file)) is not { } lines)
            {
                return Refuse($"The file '{id}' isn't valid JSONL");
            }

            rows.AddRange(lines);
        }

        rows.AddRange(hasRows ? requests.EnumerateArray() : []);
        return Reply.Json(runner.Start(call, inputs, rows));
    }

    private static List<JsonElement>? Read(byte[] content)
    {
        var rows = new List<JsonElement>();
        foreach (var line in Encoding.UTF8.GetString(content).Split('\n').Where(line => line.Trim().Length > 0))
        {
            try
            {
                using var document = JsonDocument.Parse(line);
                if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("body", out var body) || body.ValueKind != JsonValueKind.Object)
                {
                    return null;
                }

                rows.Add(document.RootElement.Clone());
            }
            catch (JsonException)
            {
                return null;
            }
        }

        return rows;
    }

    private static Reply Refuse(string message) => ErrorReply.Live(400, "invalid_request_error", "1400", message);
}
