using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>Scripted replies that the next chat calls return in order, instead of those of the emulated model.</summary>
public sealed class ReplyScript
{
    private const string FinishReason = "finish_reason";

    private readonly ConcurrentQueue<ChatChoice> _replies = new();

    /// <summary>
    /// Adds one reply or a JSON array of replies. A reply is a string, which is the content, or a message with content,
    /// tool_calls and so on, an optional finish_reason, and for conversations the entries before it.
    /// </summary>
    public void Enqueue(string json)
    {
        var node = JsonNode.Parse(json);
        foreach (var item in node is JsonArray array ? [.. array] : new[] { node })
        {
            switch (item)
            {
                case JsonObject message:
                    Enqueue(message.DeepClone().AsObject());
                    break;
                case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                    EnqueueText(value.GetValue<string>());
                    break;
                default:
                    throw new JsonException("A scripted reply is a message or a string.");
            }
        }
    }

    /// <summary>Adds a message.</summary>
    public void Enqueue(JsonObject message)
    {
        var finish = (string?)message[FinishReason];
        message.Remove(FinishReason);
        message["role"] ??= "assistant";
        message["content"] ??= "";
        var calls = message["tool_calls"] as JsonArray ?? [];
        for (var i = 0; i < calls.Count; i++)
        {
            Complete(calls[i]!.AsObject(), i);
        }

        _replies.Enqueue(new ChatChoice(message, finish ?? (calls.Count > 0 ? "tool_calls" : "stop")));
    }

    /// <summary>Adds a message with this text.</summary>
    public void EnqueueText(string content) => _replies.Enqueue(ChatChoice.Of(content, "stop"));

    public void Clear() => _replies.Clear();

    internal ChatChoice? Next() => _replies.TryDequeue(out var reply) ? reply : null;

    private static void Complete(JsonObject call, int index)
    {
        call["type"] ??= "function";
        call["index"] ??= index;
        call["id"] ??= ChatEngine.ToolCallId(call.ToJsonString());
    }
}
