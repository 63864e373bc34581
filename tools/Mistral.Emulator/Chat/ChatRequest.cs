using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Mistral.Emulator;

/// <summary>The fields of a chat, agent or FIM request that affect the response.</summary>
internal sealed class ChatRequest
{
    private readonly JsonElement _body;

    public ChatRequest(JsonElement body)
    {
        _body = body;
        Messages = [.. Items("messages").Select(ChatMessage.Parse)];
        Tools = [.. Items("tools").Where(tool => tool.TryGetProperty("function", out _)).Select(Tool)];
        Stops = Member("stop") switch
        {
            { ValueKind: JsonValueKind.String } stop => [stop.GetString()!],
            { ValueKind: JsonValueKind.Array } => [.. Items("stop").Select(stop => stop.GetString()!)],
            _ => [],
        };
        if (Member("response_format") is { ValueKind: JsonValueKind.Object } format)
        {
            Format = format.TryGetProperty("type", out var type) ? type.GetString()! : "text";
            Schema = format.TryGetProperty("json_schema", out var wrapper) && wrapper.ValueKind == JsonValueKind.Object && wrapper.TryGetProperty("schema", out var schema) ? schema : default;
        }

        (ToolChoice, ForcedTool) = Member("tool_choice") switch
        {
            { ValueKind: JsonValueKind.String } choice => (choice.GetString()!, null),
            { ValueKind: JsonValueKind.Object } choice => ("any", choice.GetProperty("function").GetProperty("name").GetString()),
            _ => ("auto", null),
        };
    }

    public string Model => Text("model") ?? "";

    public string AgentId => Text("agent_id") ?? "";

    public IReadOnlyList<ChatMessage> Messages { get; }

    public IReadOnlyList<ChatTool> Tools { get; }

    public string ToolChoice { get; }

    public string? ForcedTool { get; }

    public string Format { get; } = "text";

    public JsonElement Schema { get; }

    public IReadOnlyList<string> Stops { get; }

    public int? MaxTokens => Number("max_tokens");

    public int Choices => Number("n") ?? 1;

    public int RandomSeed => Number("random_seed") ?? 0;

    public bool Stream => Member("stream") is { ValueKind: JsonValueKind.True };

    public bool HasGuardrails => Items("guardrails").Any();

    public string? ServiceTier => Text("service_tier");

    public bool WantsReasoning => Text("reasoning_effort") == "high";

    public string Prompt => Text("prompt") ?? "";

    public string Suffix => Text("suffix") ?? "";

    public string System => string.Join('\n', Messages.Where(message => message.Role == "system").Select(message => message.Text));

    public string LastUserText => UserTexts.LastOrDefault() ?? "";

    public IEnumerable<string> UserTexts => Messages.Where(message => message.Role == "user").Select(message => message.Text);

    private static ChatTool Tool(JsonElement tool)
    {
        var function = tool.GetProperty("function");
        return new ChatTool(
            function.GetProperty("name").GetString()!,
            function.TryGetProperty("description", out var description) ? description.ToString() : "",
            function.TryGetProperty("parameters", out var parameters) ? parameters : default);
    }

    private JsonElement Member(string name) => _body.TryGetProperty(name, out var member) ? member : default;

    private JsonElement.ArrayEnumerator Items(string name) => Member(name) is { ValueKind: JsonValueKind.Array } array ? array.EnumerateArray() : default;

    private string? Text(string name) => Member(name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private int? Number(string name) => Member(name) is { ValueKind: JsonValueKind.Number } number ? (int)Math.Min(number.GetDouble(), int.MaxValue) : null;
}
