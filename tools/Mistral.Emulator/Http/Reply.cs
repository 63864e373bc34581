using System.Collections.Generic;
using System.Text.Json;

namespace Mistral.Emulator;

/// <summary>A response before faults are applied: a complete body or a list of stream blocks.</summary>
internal sealed class Reply
{
    public int Status { get; init; } = 200;

    public string? ContentType { get; init; } = "application/json";

    public byte[] Body { get; init; } = [];

    /// <summary>The length of a generated body, instead of a buffered body.</summary>
    public long? GeneratedLength { get; init; }

    /// <summary>Blocks of an event stream with their line endings. A block that starts with a colon is a comment.</summary>
    public IReadOnlyList<string>? Events { get; init; }

    public Dictionary<string, string> Headers { get; } = [];

    public static Reply Json(object value, int status = 200) => new()
    {
        Status = status,
        Body = JsonSerializer.SerializeToUtf8Bytes(value, EmulatorJson.Wire),
    };

    public static Reply Stream(IReadOnlyList<string> events) => new()
    {
        ContentType = "text/event-stream; charset=utf-8",
        Events = events,
    };

    public static Reply Empty(int status) => new() { Status = status, ContentType = null };
}
