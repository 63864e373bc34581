using System.Text.Json.Nodes;

namespace Mistral.Emulator;

/// <summary>One choice of a completion: the assistant message and its finish reason.</summary>
internal sealed record ChatChoice(JsonObject Message, string FinishReason)
{
    public static ChatChoice Of(JsonNode? content, string finishReason) =>
        new(new JsonObject { ["role"] = "assistant", ["tool_calls"] = null, ["content"] = content }, finishReason);
}
