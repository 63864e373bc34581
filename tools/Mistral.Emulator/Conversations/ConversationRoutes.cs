using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>Conversations with their entries: started, gone on with, started again, whole or as a stream.</summary>
internal sealed class ConversationRoutes(ListStore lists, ConversationStore store, ConversationModel model)
{
    private const string One = "/v1/conversations/{conversation_id}";

    private static ListResource List => ListCatalogue.ConversationList;

    public IEnumerable<Route> All =>
    [
        new("POST", "/v1/conversations", Start),
        new("POST", One, call => With(call, conversation => Append(conversation, call.Body))),
        new("POST", One + "/restart", call => With(call, conversation => Restart(conversation, call.Body))),
        new("GET", One + "/history", call => With(call, conversation => Entries(conversation, "conversation.history", "entries", _ => true))),
        new("GET", One + "/messages", call => With(call, conversation => Entries(conversation, "conversation.messages", "messages", type => type.StartsWith("message.", StringComparison.Ordinal)))),
    ];

    private Reply Start(ApiCall call)
    {
        var body = call.Body;
        var agent = Text(body, "agent_id");
        if (agent is null == (Text(body, "model") is null))
        {
            return ErrorReply.Live(400, "invalid_request_error", "1400", "Exactly one of agent_id and model must be given");
        }

        if (agent is not null && !agent.StartsWith("ag", StringComparison.Ordinal))
        {
            return ErrorReply.Live(404, "invalid_request_error", "1404", "Agent not found: " + agent);
        }

        if (agent is null && !model.Knows(Text(body, "model")!))
        {
            return ErrorReply.Live(400, "invalid_model", "1500", "Invalid model: " + Text(body, "model"));
        }

        var conversation = Made(item =>
        {
            foreach (var field in (string[])["name", "description", "metadata"])
            {
                item[field] = Node(body, field);
            }

            foreach (var field in (string[])["agent_id", "agent_version", "model", "instructions", "tools", "completion_args"])
            {
                item.Remove(field);
                if (Node(body, field) is { } value)
                {
                    item[field] = value;
                }
            }
        });
        return Answer(conversation, [], body);
    }

    private Reply Append(JsonObject conversation, JsonElement body) => Answer(conversation, store.Get(Id(conversation)), body);

    private Reply Restart(JsonObject conversation, JsonElement body)
    {
        var entries = store.Get(Id(conversation));
        var at = entries.FindIndex(entry => (string?)entry["id"] == Text(body, "from_entry_id"));
        if (at < 0)
        {
            return ErrorReply.Live(404, "invalid_request_error", "1404", "No entry with id '" + Text(body, "from_entry_id") + "'");
        }

        var made = Made(item =>
        {
            foreach (var field in conversation.Where(field => field.Key is not ("id" or "created_at" or "updated_at")).ToList())
            {
                item[field.Key] = field.Value?.DeepClone();
            }

            item["metadata"] = Node(body, "metadata") ?? item["metadata"]?.DeepClone();
        });
        return Answer(made, entries[..(at + 1)], body);
    }

    private Reply Answer(JsonObject conversation, List<JsonObject> before, JsonElement body)
    {
        var inputs = Inputs(body).Select(store.Complete).ToList();
        var calls = before.Concat(inputs).Where(entry => (string?)entry["type"] == "function.call").Select(entry => (string?)entry["tool_call_id"]).ToHashSet();
        if (inputs.FirstOrDefault(entry => (string?)entry["type"] == "function.result" && !calls.Contains((string?)entry["tool_call_id"])) is { } stray)
        {
            return ErrorReply.Live(400, "invalid_request_error", "1400", "No call has the id '" + (string?)stray["tool_call_id"] + "'");
        }

        List<JsonObject> entries = [.. before, .. inputs];
        var confirmed = Confirm(entries, body);
        var outputs = model.Answer(conversation, entries, confirmed, body).Select(store.Complete).ToList();
        if (body.TryGetProperty("store", out var kept) && kept.ValueKind == JsonValueKind.False)
        {
            // A conversation that was not there before is not there afterwards either.
            if (before.Count == 0)
            {
                lists.Remove(List, conversation);
            }
        }
        else
        {
            store.Set(Id(conversation), [.. entries, .. outputs]);
        }

        return ConversationWriter.Write(Id(conversation), entries, outputs, body.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True);
    }

    // The calls that the server was let run.
    private static List<JsonObject> Confirm(List<JsonObject> entries, JsonElement body)
    {
        List<JsonObject> allowed = [];
        foreach (var confirmation in body.TryGetProperty("tool_confirmations", out var given) && given.ValueKind == JsonValueKind.Array ? given.EnumerateArray() : default)
        {
            var isAllowed = Text(confirmation, "confirmation") == "allow";
            foreach (var call in entries.Where(entry => (string?)entry["tool_call_id"] == Text(confirmation, "tool_call_id") && (string?)entry["confirmation_status"] == "pending"))
            {
                call["confirmation_status"] = isAllowed ? "allowed" : "denied";
                if (isAllowed)
                {
                    allowed.Add(call);
                }
            }
        }

        return allowed;
    }

    private static IEnumerable<JsonObject> Inputs(JsonElement body) => Node(body, "inputs") switch
    {
        JsonArray entries => entries.Select(entry => (JsonObject)entry!.DeepClone()),
        JsonValue text => [new JsonObject { ["type"] = "message.input", ["role"] = "user", ["content"] = text.DeepClone() }],
        _ => [],
    };

    private Reply Entries(JsonObject conversation, string kind, string field, Func<string, bool> isWanted) => Reply.Json(new JsonObject
    {
        ["object"] = kind,
        ["conversation_id"] = Id(conversation),
        [field] = new JsonArray([.. store.Get(Id(conversation)).Where(entry => isWanted((string)entry["type"]!))]),
    });

    private JsonObject Made(Action<JsonObject> fill) => lists.Add(List, fill);

    private Reply With(ApiCall call, Func<JsonObject, Reply> answer)
    {
        var id = call.PathValue("conversation_id");
        return lists.Find(List, id) is { } conversation ? answer(conversation) : ErrorReply.Live(404, "invalid_request_error", "1404", $"No object with id '{id}'");
    }

    private static string Id(JsonObject conversation) => (string)conversation["id"]!;

    private static string? Text(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonNode? Node(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) ? JsonNode.Parse(value.GetRawText()) : null;
}
