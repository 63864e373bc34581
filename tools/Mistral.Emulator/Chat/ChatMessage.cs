using System.Linq;
using System.Text.Json;

namespace Mistral.Emulator;

/// <summary>The parts of a message that the emulated model reads.</summary>
internal sealed record ChatMessage(string Role, string Text, int ToolCalls, bool Prefix, string? ToolName)
{
    public static ChatMessage Parse(JsonElement message) => new(
        message.GetProperty("role").GetString()!,
        message.TryGetProperty("content", out var content) ? TextOf(content) : "",
        message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array ? calls.GetArrayLength() : 0,
        message.TryGetProperty("prefix", out var prefix) && prefix.ValueKind == JsonValueKind.True,
        message.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null);

    private static string TextOf(JsonElement content) => content.ValueKind switch
    {
        JsonValueKind.String => content.GetString()!,
        JsonValueKind.Array => string.Join('\n', content.EnumerateArray()
            .Where(chunk => chunk.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String)
            .Select(chunk => chunk.GetProperty("text").GetString())),
        _ => "",
    };
}
