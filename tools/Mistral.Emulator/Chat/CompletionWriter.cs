using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;

namespace Mistral.Emulator;

/// <summary>Writes choices as a completion of the API, buffered or as an event stream.</summary>
internal sealed class CompletionWriter
{
    private const string Done = "[DONE]";
    private const string PaddingLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
    private const int MaxPaddingLength = 36;
    private const int ArgumentPiece = 12;

    private int _streams;
    private int _completions;

    public Reply Write(string model, IReadOnlyList<ChatChoice> choices, string prompt, ChatRequest request)
    {
        var id = ChatId();
        var created = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var usage = Usage(prompt, choices);
        if (request.ServiceTier is not null)
        {
            usage["service_tier"] = "standard";
        }

        if (request.Stream)
        {
            return Reply.Stream(Events(id, created, model, choices, usage));
        }

        var reply = new JsonObject
        {
            ["id"] = id,
            ["object"] = "chat.completion",
            ["created"] = created,
            ["model"] = model,
            ["usage"] = usage,
            ["choices"] = new JsonArray([.. choices.Select((choice, index) => new JsonObject
            {
                ["index"] = index,
                ["finish_reason"] = choice.FinishReason,
                ["message"] = choice.Message.DeepClone(),
            })]),
        };
        if (request.HasGuardrails)
        {
            // The documentation has this field, the OpenAPI document does not.
            reply["guardrails"] = new JsonArray(new JsonObject
            {
                ["moderation_llm_v2"] = new JsonObject
                {
                    ["action"] = "none",
                    ["categories"] = new JsonObject { ["dangerous"] = new JsonObject { ["score"] = 0.01, ["violated"] = false } },
                },
            });
        }

        return Reply.Json(reply);
    }

    public void Reset()
    {
        _streams = 0;
        _completions = 0;
    }

    private string ChatId() => Seed.Uuid("completion", Interlocked.Increment(ref _completions)).Replace("-", "", StringComparison.Ordinal);

    private static JsonObject Usage(string prompt, IReadOnlyList<ChatChoice> choices)
    {
        var prompted = TextWords.Tokens(prompt);
        var completed = choices.Sum(choice => TextWords.Tokens(AllText(choice.Message)));
        return new JsonObject
        {
            ["prompt_tokens"] = prompted,
            ["completion_tokens"] = completed,
            ["total_tokens"] = prompted + completed,
            // The live API adds the following fields, which the OpenAPI document does not have.
            ["num_cached_tokens"] = 0,
            ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
            ["request_count"] = 1,
        };
    }

    private static string AllText(JsonNode? node) => node switch
    {
        JsonObject members => string.Join(' ', members.Where(member => member.Key is not ("role" or "type" or "id")).Select(member => AllText(member.Value))),
        JsonArray items => string.Join(' ', items.Select(AllText)),
        _ => node?.ToString() ?? "",
    };

    private List<string> Events(string id, long created, string model, IReadOnlyList<ChatChoice> choices, JsonObject usage)
    {
        // Both line endings are valid, so streams alternate between them.
        var end = Interlocked.Increment(ref _streams) % 2 == 0 ? "\r\n" : "\n";
        var deltas = choices.Select((choice, index) => Deltas(choice).Select(delta => (index, delta)).ToList()).ToList();
        var events = new List<string>();
        string Event(string data) => "data: " + data + end + end;
        string Chunk(int index, JsonObject delta, string? finish, JsonObject? used)
        {
            var chunk = new JsonObject
            {
                ["id"] = id,
                ["object"] = "chat.completion.chunk",
                ["created"] = created,
                ["model"] = model,
                ["choices"] = new JsonArray(new JsonObject { ["index"] = index, ["delta"] = delta, ["finish_reason"] = finish }),
            };

            // Only the last event has usage. In other events the field is missing, not null.
            if (used is not null)
            {
                chunk["usage"] = used;
            }

            chunk["p"] = Random.Shared.GetString(PaddingLetters, Random.Shared.Next(1, MaxPaddingLength));
            return Event(chunk.ToJsonString(EmulatorJson.Wire));
        }

        for (var turn = 0; turn < deltas.Max(list => list.Count); turn++)
        {
            events.AddRange(deltas.Where(list => turn < list.Count).Select(list => Chunk(list[turn].index, list[turn].delta, null, null)));
            if (turn == 0)
            {
                events.Add(": keepalive" + end + end);
            }
        }

        for (var index = 0; index < choices.Count; index++)
        {
            var last = index == choices.Count - 1;
            events.Add(Chunk(index, new JsonObject { ["content"] = "" }, choices[index].FinishReason, last ? usage : null));
        }

        events.Add(Event(Done));
        return events;
    }

    private static IEnumerable<JsonObject> Deltas(ChatChoice choice)
    {
        yield return new JsonObject { ["role"] = "assistant", ["content"] = "" };
        var content = choice.Message["content"] switch
        {
            JsonArray chunks => ChunkDeltas(chunks),
            { } text => Texts(text.ToString()),
            null => [],
        };
        foreach (var delta in content)
        {
            yield return new JsonObject { ["content"] = delta };
        }

        foreach (var call in (choice.Message["tool_calls"] as JsonArray ?? []).SelectMany(CallDeltas))
        {
            yield return new JsonObject { ["tool_calls"] = new JsonArray(call) };
        }
    }

    private static IEnumerable<JsonNode> Texts(string text) => TextWords.Pieces(text).Select(piece => (JsonNode)piece);

    /// <summary>Writes thinking in pieces, then the end of the thinking with the first text in one event, then text as strings.</summary>
    private static IEnumerable<JsonNode> ChunkDeltas(JsonArray chunks)
    {
        JsonObject? closing = null;
        foreach (var chunk in chunks.Select(chunk => chunk!.AsObject()))
        {
            var type = (string?)chunk["type"];
            if (type == "thinking")
            {
                foreach (var piece in TextWords.Pieces(AllText(chunk["thinking"])))
                {
                    yield return new JsonArray(Thinking(piece, closed: false));
                }

                closing = Thinking("", closed: true);
            }
            else if (type == "text")
            {
                var pieces = Texts((string?)chunk["text"] ?? "");
                if (closing is not null)
                {
                    yield return new JsonArray(closing, new JsonObject { ["type"] = "text", ["text"] = pieces.FirstOrDefault() ?? "" });
                    closing = null;
                    pieces = pieces.Skip(1);
                }

                foreach (var piece in pieces)
                {
                    yield return piece;
                }
            }
            else
            {
                yield return new JsonArray(chunk.DeepClone());
            }
        }

        if (closing is not null)
        {
            yield return new JsonArray(closing);
        }
    }

    private static JsonObject Thinking(string text, bool closed) => new()
    {
        ["type"] = "thinking",
        ["thinking"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }),
        ["closed"] = closed,
    };

    /// <summary>Writes the id and the name of a call first, then its arguments in pieces with only the index of the call.</summary>
    private static IEnumerable<JsonObject> CallDeltas(JsonNode? call)
    {
        var function = call!["function"]!;
        var arguments = function["arguments"] is JsonValue text ? text.ToString() : function["arguments"]?.ToJsonString(EmulatorJson.Wire) ?? "{}";
        yield return new JsonObject
        {
            ["id"] = call["id"]!.DeepClone(),
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = function["name"]!.DeepClone(), ["arguments"] = "" },
            ["index"] = call["index"]!.DeepClone(),
        };
        foreach (var piece in arguments.Chunk(ArgumentPiece))
        {
            yield return new JsonObject
            {
                ["function"] = new JsonObject { ["name"] = "", ["arguments"] = new string(piece) },
                ["index"] = call["index"]!.DeepClone(),
            };
        }
    }
}
