using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>The reply to what was said in a conversation.</summary>
public sealed class ConversationResponse
{
    /// <summary>The conversation's id, by which it goes on.</summary>
    public required string ConversationId { get; init; }

    /// <summary>What came of it: messages, calls, runs of tools, handoffs.</summary>
    public required IReadOnlyList<ConversationEntry> Outputs { get; init; }

    /// <summary>The tokens it took.</summary>
    [JsonInclude]
    public TokenUsage? Usage
    {
        get;
        internal set => field = value is { IsEmpty: false } ? value : null;
    }


    /// <summary>Every other field, as it came.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }

    /// <summary>Whether it is the reply that it should be: of a conversation, with entries, and without an error beside them.</summary>
    internal bool IsWhole => ConversationId is not null && Outputs?.All(o => o is not null && (o.Type.Length > 0 || o.Content is not null)) is true && !ErrorReply.IsBeside(Other);

    /// <summary>Makes its entries ones that can be sent back.</summary>
    internal ConversationResponse Complete()
    {
        foreach (ConversationEntry entry in Outputs)
        {
            _ = entry.Complete();
        }

        return this;
    }

    /// <summary>The calls that the reply asks for.</summary>
    internal ToolCall[] GetToolCalls() => [.. Outputs.Select(o => o.GetOpenCall()).OfType<ToolCall>()];
}
