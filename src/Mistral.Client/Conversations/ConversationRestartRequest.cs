using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Conversations;

namespace Mistral.Client;

/// <summary>The body of <c>POST /v1/conversations/{conversation_id}/restart</c>, which makes a new conversation of the beginning of one.</summary>
public sealed record ConversationRestartRequest : ConversationRequest
{
    /// <summary>The id of the conversation that it begins as.</summary>
    [JsonIgnore]
    public string ConversationId { get; init; } = string.Empty;

    /// <summary>The id of the last entry that is kept.</summary>
    public required string FromEntryId { get; init; }

    /// <summary>The agent's version, a number, or an alias, a text; null for the present one.</summary>
    public JsonElement? AgentVersion { get; init; }

    /// <summary>Moderation of what is said, each as the API writes it.</summary>
    public IReadOnlyList<JsonElement>? Guardrails { get; init; }

    /// <summary>Data of the caller's own, an object.</summary>
    public JsonElement? Metadata { get; init; }

    internal override string Path => $"/v1/conversations/{MistralRequest.EscapeSegment(ConversationId)}/restart";

    private protected override byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this, ConversationJson.Context.ConversationRestartRequest);
}
