using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>What judges and pipelines do beyond being listed. A judge always finds the first label, or the highest number.</summary>
internal sealed class JudgeRoutes(ListStore lists)
{
    public IEnumerable<Route> All =>
    [
        new("PUT", "/v1/observability/judges/{id}", call => Replace(DatasetLists.Judges, call) is null ? Missing(call) : Reply.Empty(204)),
        new("PUT", "/v1/observability/pipelines/{id}", call => Replace(DatasetLists.Pipelines, call) is { } pipeline ? Reply.Json(pipeline) : Missing(call)),
        new("POST", "/v1/observability/judges/{id}/live-judging", call => lists.Find(DatasetLists.Judges, call.PathValue("id")) is { } judge
            ? Judge(JsonSerializer.SerializeToElement(judge["output"]))
            : Missing(call)),
    ];

    /// <summary>Returns what a judge with an output finds.</summary>
    public static Reply Judge(JsonElement output) => Reply.Json(new JsonObject
    {
        ["analysis"] = "The last answer was compared with the instructions.",
        ["answer"] = output.TryGetProperty("options", out var options)
            ? options.EnumerateArray().First().GetProperty("value").GetString()
            : output.TryGetProperty("max", out var most) ? most.GetDouble() : 1,
    });

    private JsonObject? Replace(ListResource list, ApiCall call) => lists.Change(list, call.PathValue("id"), item => ListRoutes.Fill(item, call.Body));

    private static Reply Missing(ApiCall call) => TelemetryRoutes.Error(404, "JUDGE_NOT_FOUND", $"'{call.PathValue("id")}' was not found.");
}
