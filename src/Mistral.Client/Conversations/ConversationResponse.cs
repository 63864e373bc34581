using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client;

/// <summary>The reply to what was said in a conversation.</summary>
public sealed class ConversationResponse
{
    /// <summary>The conversation's id, by which it goes on.</summary>
    public required string ConversationId { get; init; }

    /// <summary>What came of it: messages, calls, runs of tools, handoffs.</summary>
    public required IReadOnlyList<ConversationEntry> Outputs { get; init; }

    /// <summary>The tokens it took.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Every other field, as it came.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }

    /// <summary>The calls that the reply asks for.</summary>
    internal ToolCall[] GetToolCalls() => [.. Outputs.Select(o => o.GetOpenCall()).OfType<ToolCall>()];
}
