using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>Puts the entries that a model added into the API's response, whole or as an event stream.</summary>
internal static class ConversationWriter
{
    private const int ArgumentPiece = 12;

    public static Reply Write(string id, IReadOnlyList<JsonObject> entries, IReadOnlyList<JsonObject> outputs, bool isStream) => isStream
        ? Reply.Stream([.. Events(id, outputs, Usage(entries, outputs))])
        : Reply.Json(new JsonObject
        {
            ["object"] = "conversation.response",
            ["conversation_id"] = id,
            ["outputs"] = new JsonArray([.. outputs.Select(output => output.DeepClone())]),
            ["usage"] = Usage(entries, outputs),
            ["guardrails"] = null,
        });

    private static JsonObject Usage(IReadOnlyList<JsonObject> entries, IReadOnlyList<JsonObject> outputs)
    {
        var prompted = entries.Sum(Tokens);
        var completed = outputs.Sum(Tokens);
        var runs = outputs.Where(output => (string?)output["type"] == "tool.execution").GroupBy(output => (string)output["name"]!).ToList();
        return new JsonObject
        {
            ["prompt_tokens"] = prompted,
            ["completion_tokens"] = completed,
            ["total_tokens"] = prompted + completed + (10 * runs.Sum(run => run.Count())),
            ["connector_tokens"] = runs.Count == 0 ? null : 10 * runs.Sum(run => run.Count()),
            ["connectors"] = runs.Count == 0 ? null : new JsonObject(runs.Select(run => KeyValuePair.Create(run.Key, (JsonNode?)run.Count()))),
        };
    }

    private static int Tokens(JsonObject entry) => TextWords.Tokens(string.Join(' ', ((string[])["content", "arguments", "result"]).Select(field => entry[field]?.ToString())));

    private static IEnumerable<string> Events(string id, IReadOnlyList<JsonObject> outputs, JsonObject usage)
    {
        yield return Event(new JsonObject { ["type"] = "conversation.response.started", ["created_at"] = Seed.Stamp(0), ["conversation_id"] = id });
        for (var i = 0; i < outputs.Count; i++)
        {
            foreach (var data in EventsOf(outputs[i]))
            {
                data["created_at"] = Seed.Stamp(0);
                data["output_index"] = i;
                data["id"] = outputs[i]["id"]!.DeepClone();
                yield return Event(data);
            }
        }

        yield return Event(new JsonObject { ["type"] = "conversation.response.done", ["created_at"] = Seed.Stamp(0), ["usage"] = usage });
    }

    private static string Event(JsonObject data) => $"event: {(string?)data["type"]}\ndata: {data.ToJsonString(EmulatorJson.Wire)}\n\n";

    private static IEnumerable<JsonObject> EventsOf(JsonObject output) => (string?)output["type"] switch
    {
        "message.output" => Contents(output["content"]!).Select(content => With(output, "message.output.delta", ("role", "assistant"), ("content_index", content.Index), ("content", content.Piece))),
        "function.call" => Pieces(output["arguments"]!.ToString()).Select(piece => With(
            output, "function.call.delta", ("name", output["name"]!.DeepClone()), ("tool_call_id", output["tool_call_id"]!.DeepClone()), ("arguments", piece), ("confirmation_status", output["confirmation_status"]?.DeepClone()))),
        "tool.execution" =>
        [
            With(output, "tool.execution.started", ("name", output["name"]!.DeepClone()), ("arguments", "")),
            .. Pieces(output["arguments"]!.ToString()).Select(piece => With(output, "tool.execution.delta", ("name", output["name"]!.DeepClone()), ("arguments", piece))),
            With(output, "tool.execution.done", ("name", output["name"]!.DeepClone()), ("info", output["info"]?.DeepClone() ?? new JsonObject())),
        ],
        "agent.handoff" =>
        [
            With(output, "agent.handoff.started", ("previous_agent_id", output["previous_agent_id"]!.DeepClone()), ("previous_agent_name", output["previous_agent_name"]!.DeepClone())),
            With(output, "agent.handoff.done", ("next_agent_id", output["next_agent_id"]!.DeepClone()), ("next_agent_name", output["next_agent_name"]!.DeepClone())),
        ],

        // A kind that nobody knows yet.
        _ => [With(output, output["type"] + ".delta", ("news", "something new"))],
    };

    private static JsonObject With(JsonObject output, string type, params (string Name, JsonNode? Value)[] fields)
    {
        var data = new JsonObject { ["type"] = type };
        if (type is "message.output.delta" or "function.call.delta" or "tool.execution.started")
        {
            data["model"] = output["model"]?.DeepClone();
            data["agent_id"] = output["agent_id"]?.DeepClone();
        }

        foreach (var (name, value) in fields)
        {
            data[name] = value;
        }

        return data;
    }

    // Text comes word by word, and any other chunk as it is.
    private static IEnumerable<(int Index, JsonNode Piece)> Contents(JsonNode content)
    {
        var chunks = content as JsonArray ?? new JsonArray(new JsonObject { ["type"] = "text", ["text"] = content.ToString() });
        for (var i = 0; i < chunks.Count; i++)
        {
            if ((string?)chunks[i]!["type"] != "text")
            {
                yield return (i, chunks[i]!.DeepClone());
                continue;
            }

            foreach (var piece in TextWords.Pieces((string)chunks[i]!["text"]!))
            {
                yield return (i, piece);
            }
        }
    }

    private static IEnumerable<string> Pieces(string text) => text.Chunk(ArgumentPiece).Select(piece => new string(piece));
}
