using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Mistral.Client;

/// <summary>The body of <c>POST /v1/batch/jobs</c>: where the requests are, and what they have in common. What is null is not sent.</summary>
public sealed record BatchJobRequest
{
    /// <summary>The path of the operation that each request is for, such as <c>/v1/chat/completions</c>.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The ids of the uploaded files that hold the requests; empty if <see cref="Requests"/> holds them.</summary>
    public IReadOnlyList<string> InputFiles { get; init; } = [];

    /// <summary>The requests themselves, each as the JSON of one line of an input file; at most <see cref="BatchOperations.MaxInlineRequests"/>.</summary>
    public IReadOnlyList<byte[]> Requests { get; init; } = [];

    /// <summary>The model's id.</summary>
    public string? Model { get; init; }

    /// <summary>The agent's id.</summary>
    public string? AgentId { get; init; }

    /// <summary>The caller's own data.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>After how many hours the server stops the job, 1 to 168.</summary>
    public int? TimeoutHours { get; init; }

    internal RequestBody CreateBody()
    {
        MemoryStream json = new();
        using (Utf8JsonWriter writer = new(json, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("endpoint", Endpoint);
            WriteText(writer, "model", Model);
            WriteText(writer, "agent_id", AgentId);
            if (TimeoutHours is { } hours)
            {
                writer.WriteNumber("timeout_hours", hours);
            }

            if (Metadata is not null)
            {
                writer.WriteStartObject("metadata");
                foreach (KeyValuePair<string, string> pair in Metadata)
                {
                    writer.WriteString(pair.Key, pair.Value);
                }

                writer.WriteEndObject();
            }

            if (InputFiles.Count > 0)
            {
                WriteList(writer, "input_files", InputFiles, static (w, id) => w.WriteStringValue(id));
            }
            else
            {
                WriteList(writer, "requests", Requests, static (w, row) => w.WriteRawValue(row));
            }

            writer.WriteEndObject();
        }

        return RequestBody.Json(json.GetBuffer().AsMemory(0, (int)json.Length));
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteList<T>(Utf8JsonWriter writer, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray(name);
        foreach (T item in items)
        {
            write(writer, item);
        }

        writer.WriteEndArray();
    }
}
