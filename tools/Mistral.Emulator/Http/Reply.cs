using System.Collections.Generic;
using System.Text.Json;

namespace Mistral.Emulator;

/// <summary>A reply before faults act on it: either a whole body or a list of stream blocks.</summary>
internal sealed class Reply
{
    public int Status { get; init; } = 200;

    public string? ContentType { get; init; } = "application/json";

    public byte[] Body { get; init; } = [];

    /// <summary>The length of a body that is made as it is sent, in place of one that is kept.</summary>
    public long? GeneratedLength { get; init; }

    /// <summary>Blocks of an event stream with their line ends; one that starts with a colon is a comment.</summary>
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
