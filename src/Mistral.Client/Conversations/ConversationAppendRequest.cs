using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Conversations;

namespace Mistral.Client;

/// <summary>The body of <c>POST /v1/conversations/{conversation_id}</c>, which continues a conversation.</summary>
public sealed record ConversationAppendRequest : ConversationRequest
{
    /// <summary>The conversation's id.</summary>
    [JsonIgnore]
    public string ConversationId { get; init; } = string.Empty;

    /// <summary>The approvals of pending tool calls.</summary>
    public IReadOnlyList<ToolCallConfirmation>? ToolConfirmations { get; init; }

    internal override string Path => $"/v1/conversations/{MistralRequest.EscapeSegment(ConversationId)}";

    private protected override byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this, ConversationJson.Context.ConversationAppendRequest);
}

/// <summary>The approval or refusal of a pending tool call.</summary>
/// <param name="ToolCallId">The call's id.</param>
/// <param name="Confirmation"><c>allow</c> or <c>deny</c>.</param>
public sealed record ToolCallConfirmation(string ToolCallId, string Confirmation);
