using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>
/// A file of the reply corpus. Its first line is the expected object, in a stream as a comment, and the rest is the reply to the
/// last byte. Only what the expected object names is compared.
/// </summary>
internal sealed class ReplyCase
{
    private readonly byte[] _reply;

    private ReplyCase(string path)
    {
        byte[] file = File.ReadAllBytes(path);
        int end = Array.IndexOf(file, (byte)'\n');
        _reply = [.. file.Skip(end + 1)];
        IsStream = Path.GetExtension(path) == ".sse";
        Expected = JsonNode.Parse(Encoding.UTF8.GetString(file, 0, end).TrimStart(':', ' '))!.AsObject();
    }

    public bool IsStream { get; }

    public JsonObject Expected { get; }

    /// <summary>Gets the names of all files of a kind.</summary>
    public static TheoryData<string> Find(string kind) =>
        new(Directory.GetFiles(GetFolder(kind)).Select(path => Path.GetFileName(path)).OrderBy(name => name, StringComparer.Ordinal));

    public static ReplyCase Read(string kind, string name) => new(Path.Combine(GetFolder(kind), name));

    /// <summary>Sends the response of the file.</summary>
    public Func<RawExchange, Task> Answer() =>
        RawReply.Of(200, _reply, Expected["contentType"]?.GetValue<string>() ?? (IsStream ? "text/event-stream" : RawReply.JsonType));

    /// <summary>Compares the parsed response with the expected one.</summary>
    /// <param name="read">All values of the response.</param>
    public void AssertRead(JsonObject read)
    {
        Dictionary<string, JsonNode?> expected = Expected.Where(e => e.Key != "contentType").ToDictionary(e => e.Key, e => e.Value);
        Assert.Equal(
            expected.Select(e => $"{e.Key}: {e.Value?.ToJsonString() ?? "null"}"),
            expected.Select(e => $"{e.Key}: {Narrow(e.Value, read[e.Key])?.ToJsonString() ?? "null"}"));

        // An unexpected error fails the test.
        Assert.Equal(Expected["error"] is null, read["error"] is null);
    }

    private static JsonNode? Narrow(JsonNode? expected, JsonNode? read) => expected is JsonObject fields && read is JsonObject known
        ? new JsonObject(fields.Select(f => new KeyValuePair<string, JsonNode?>(f.Key, Narrow(f.Value, known[f.Key])?.DeepClone())))
        : read;

    private static string GetFolder(string kind) => Path.Combine(AppContext.BaseDirectory, "Replies", kind);
}
