using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;

namespace Mistral.Emulator;

/// <summary>The entries of each conversation. A seeded one has one question and its answer.</summary>
internal sealed class ConversationStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<JsonObject>> _entries = new(StringComparer.Ordinal);
    private int _made;

    /// <summary>Copies of a conversation's entries, oldest first.</summary>
    public List<JsonObject> Get(string id)
    {
        lock (_lock)
        {
            return [.. Held(id).Select(entry => (JsonObject)entry.DeepClone())];
        }
    }

    public void Set(string id, IEnumerable<JsonObject> entries)
    {
        lock (_lock)
        {
            _entries[id] = [.. entries.Select(entry => (JsonObject)entry.DeepClone())];
        }
    }

    /// <summary>Gives an entry what the server adds to it.</summary>
    public JsonObject Complete(JsonObject entry)
    {
        var number = Interlocked.Increment(ref _made);
        entry["object"] = "entry";
        entry["created_at"] ??= Seed.Stamp(0);
        entry["completed_at"] ??= Seed.Stamp(0);
        entry["id"] ??= EntryId((string)entry["type"]!, "made", number);
        return entry;
    }

    public void Reset()
    {
        lock (_lock)
        {
            _entries.Clear();
            _made = 0;
        }
    }

    private static string EntryId(string type, string what, int number)
    {
        var start = type switch { "function.call" => "fc", "function.result" => "fr", "tool.execution" => "tool_exec", "agent.handoff" => "handoff", _ => "msg" };
        return start + "_" + Seed.Uuid(what, number).Replace("-", "", StringComparison.Ordinal)[..12];
    }

    private List<JsonObject> Held(string id)
    {
        if (!_entries.TryGetValue(id, out var held))
        {
            _entries[id] = held =
            [
                Seeded(id, 0, new JsonObject { ["type"] = "message.input", ["role"] = "user", ["content"] = "What is the capital of France?" }),
                Seeded(id, 1, new JsonObject { ["type"] = "message.output", ["role"] = "assistant", ["content"] = "The capital of France is Paris.", ["model"] = "mistral-medium-latest" }),
            ];
        }

        return held;
    }

    private static JsonObject Seeded(string id, int number, JsonObject entry)
    {
        entry["object"] = "entry";
        entry["created_at"] = Seed.Stamp(1 - number);
        entry["completed_at"] = Seed.Stamp(1 - number);
        entry["id"] = EntryId("message", id, number);
        return entry;
    }
}
