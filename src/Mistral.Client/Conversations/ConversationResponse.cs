using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>The response of a conversation.</summary>
public sealed class ConversationResponse
{
    /// <summary>The id of the conversation, needed to continue it.</summary>
    public required string ConversationId { get; init; }

    /// <summary>The new entries: messages, tool calls, runs of tools, handoffs.</summary>
    public required IReadOnlyList<ConversationEntry> Outputs { get; init; }

    /// <summary>The token usage.</summary>
    [JsonInclude]
    public TokenUsage? Usage
    {
        get;
        internal set => field = value is { IsEmpty: false } ? value : null;
    }


    /// <summary>All other fields, unchanged.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }

    /// <summary>Whether the response is valid: it has an id and entries, and no error beside them.</summary>
    internal bool IsComplete => ConversationId is not null && Outputs?.All(o => o is not null && (o.Type.Length > 0 || o.Content is not null)) is true && !ErrorReply.IsBeside(Other);

    /// <summary>Completes the entries, so that they can be sent back.</summary>
    internal ConversationResponse Complete()
    {
        foreach (ConversationEntry entry in Outputs)
        {
            _ = entry.Complete();
        }

        return this;
    }

    /// <summary>Gets the tool calls of the response.</summary>
    internal ToolCall[] GetToolCalls() => [.. Outputs.Select(o => o.GetOpenCall()).OfType<ToolCall>()];
}
