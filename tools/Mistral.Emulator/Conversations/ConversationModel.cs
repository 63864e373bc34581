using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>Answers in conversations as the emulated model does in chats, with the tools of the server besides.</summary>
internal sealed class ConversationModel(ModelCatalogue models, ReplyScript script)
{
    private const string AgentModel = "mistral-medium-latest";

    public bool Knows(string name) => models.Find(name) is { Archived: false } card && card.Can("completion_chat");

    /// <summary>The entries that the model adds.</summary>
    /// <param name="conversation">The conversation.</param>
    /// <param name="entries">All that was said in it.</param>
    /// <param name="allowed">The calls that the server was let run.</param>
    /// <param name="body">The request.</param>
    public IEnumerable<JsonObject> Answer(JsonObject conversation, List<JsonObject> entries, List<JsonObject> allowed, JsonElement body)
    {
        var scripted = script.Next();
        var request = Request(conversation, entries, body);
        var choice = scripted ?? ChatEngine.Answer(request, thinks: false)[0];
        var runs = scripted is null && entries[^1] is { } last && (string?)last["type"] == "message.input" ? ServerTools(conversation).ToList() : [];
        var outputs = new List<JsonObject>();
        outputs.AddRange(allowed.Select(call => Run((string)call["name"]!, call["arguments"]?.ToString() ?? "{}")));
        outputs.AddRange(runs.Select(name => Run(name, new JsonObject { ["query"] = request.LastUserText }.ToJsonString(EmulatorJson.Wire))));

        // What a script gives of entries that are neither text nor calls of functions.
        outputs.AddRange((choice.Message["entries"] as JsonArray ?? []).Select(entry => (JsonObject)entry!.DeepClone()));
        if (choice.Message["content"] is { } content && content.ToString().Length > 0)
        {
            outputs.Add(new JsonObject
            {
                ["type"] = "message.output",
                ["role"] = "assistant",
                ["content"] = runs.Contains("web_search") ? WithSource(content) : content.DeepClone(),
            });
        }

        outputs.AddRange((choice.Message["tool_calls"] as JsonArray ?? []).Select(call => Call((JsonObject)call!)));
        foreach (var output in outputs.Where(output => (string?)output["type"] != "agent.handoff"))
        {
            output["model"] ??= (string?)conversation["model"] ?? AgentModel;
            output["agent_id"] ??= (string?)conversation["agent_id"];
        }

        return outputs;
    }

    private static IEnumerable<string> ServerTools(JsonObject conversation) =>
        (conversation["tools"] as JsonArray ?? []).Select(tool => (string?)tool!["type"]).Where(type => type is not (null or "function")).Select(type => type!);

    private static JsonObject Run(string name, string arguments) => new()
    {
        ["type"] = "tool.execution",
        ["name"] = name,
        ["arguments"] = arguments,
        ["info"] = new JsonObject(),
    };

    private static JsonObject Call(JsonObject call)
    {
        var made = new JsonObject
        {
            ["type"] = "function.call",
            ["tool_call_id"] = call["id"]!.DeepClone(),
            ["name"] = call["function"]!["name"]!.DeepClone(),
            ["arguments"] = call["function"]!["arguments"]!.DeepClone(),
        };
        if (call["confirmation_status"] is { } status)
        {
            made["confirmation_status"] = status.DeepClone();
        }

        return made;
    }

    private static JsonArray WithSource(JsonNode content) => new(
        new JsonObject { ["type"] = "text", ["text"] = content.ToString() },
        new JsonObject { ["type"] = "tool_reference", ["tool"] = "web_search", ["title"] = "A made-up source", ["url"] = "https://example.com/source" });

    // What a chat with the same words would be.
    private static ChatRequest Request(JsonObject conversation, List<JsonObject> entries, JsonElement body)
    {
        var messages = new JsonArray();
        if ((string?)conversation["instructions"] is { } instructions)
        {
            messages.Add(new JsonObject { ["role"] = "system", ["content"] = instructions });
        }

        foreach (var entry in entries.Where(entry => (string?)entry["type"] is "message.input" or "message.output" or "function.result"))
        {
            messages.Add((string?)entry["type"] == "function.result"
                ? new JsonObject { ["role"] = "tool", ["content"] = entry["result"]!.DeepClone() }
                : new JsonObject { ["role"] = entry["role"]!.DeepClone(), ["content"] = entry["content"]!.DeepClone() });
        }

        var chat = new JsonObject();
        foreach (var field in body.TryGetProperty("completion_args", out var args) && args.ValueKind == JsonValueKind.Object ? args.EnumerateObject() : default)
        {
            chat[field.Name] = JsonNode.Parse(field.Value.GetRawText());
        }

        chat["messages"] = messages;
        chat["tools"] = conversation["tools"]?.DeepClone();
        return new ChatRequest(JsonSerializer.SerializeToElement(chat, EmulatorJson.Wire));
    }
}
