using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Mistral.Client.Authentication;
using Mistral.Client.Json;

namespace Mistral.Client;

/// <summary>A batch job as the API describes it.</summary>
public sealed class BatchJob
{
    private const int MaxErrorLength = 2000;

    internal BatchJob(JsonElement json, string id, KeyRedactor redactor)
    {
        Json = json;
        Id = id;
        Redactor = redactor;
    }

    /// <summary>All fields, as the API names them.</summary>
    public JsonElement Json { get; }

    /// <summary>Its id.</summary>
    public string Id { get; }

    /// <summary>Removes the key from errors that quote the results.</summary>
    internal KeyRedactor Redactor { get; }

    /// <summary>The status, such as <c>RUNNING</c> or <c>SUCCESS</c>. The API may add others.</summary>
    public string Status => LenientJson.GetText(Json, "status") ?? string.Empty;

    /// <summary>Whether the job has ended. An unknown status counts as running.</summary>
    public bool HasEnded => Status is "SUCCESS" or "FAILED" or "TIMEOUT_EXCEEDED" or "CANCELLED";

    /// <summary>The path of the operation that each request is for.</summary>
    public string Endpoint => LenientJson.GetText(Json, "endpoint") ?? string.Empty;

    /// <summary>The model; null if each request has its own.</summary>
    public string? Model => LenientJson.GetText(Json, "model");

    /// <summary>The ids of the files that hold the requests; empty if these came with the job itself.</summary>
    public IReadOnlyList<string> InputFiles => LenientJson.GetMember(Json, "input_files") is { ValueKind: JsonValueKind.Array } files
        ? [.. files.EnumerateArray().Where(f => f.ValueKind is JsonValueKind.String).Select(f => f.GetString()!)]
        : [];

    /// <summary>The id of the file with the results; null without one.</summary>
    public string? OutputFile => LenientJson.GetText(Json, "output_file");

    /// <summary>The id of the file with the failed requests; null without one.</summary>
    public string? ErrorFile => LenientJson.GetText(Json, "error_file");

    /// <summary>The results, if they were asked for and came with the job; empty otherwise.</summary>
    public IEnumerable<JsonElement> Outputs => LenientJson.GetMember(Json, "outputs") is { ValueKind: JsonValueKind.Array } outputs ? outputs.EnumerateArray() : [];

    /// <summary>What is wrong with the job as a whole, each with how often it occurred.</summary>
    public IReadOnlyList<string> Errors => LenientJson.GetMember(Json, "errors") is { ValueKind: JsonValueKind.Array } errors
        ? [.. errors.EnumerateArray().Select(Describe)]
        : [];

    /// <summary>How many requests it has.</summary>
    public long Total => GetNumber("total_requests");

    /// <summary>How many requests have succeeded.</summary>
    public long Succeeded => GetNumber("succeeded_requests");

    /// <summary>How many requests have failed.</summary>
    public long Failed => GetNumber("failed_requests");

    private string Describe(JsonElement error)
    {
        string text = Redactor.Hide(LenientJson.GetText(error, "message") ?? error.ToString(), MaxErrorLength)!;
        return LenientJson.GetMember(error, "count") is { ValueKind: JsonValueKind.Number } count && count.TryGetInt64(out long times) && times > 1
            ? string.Format(CultureInfo.InvariantCulture, "{0} ({1} times)", text, times)
            : text;
    }

    private long GetNumber(string name) =>
        LenientJson.GetMember(Json, name) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out long value) ? value : 0;
}
