using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Conversations;

namespace Mistral.Client;

/// <summary>The body of <c>POST /v1/conversations/{conversation_id}/restart</c>, which creates a new conversation from the beginning of another.</summary>
public sealed record ConversationRestartRequest : ConversationRequest
{
    /// <summary>The id of the original conversation.</summary>
    [JsonIgnore]
    public string ConversationId { get; init; } = string.Empty;

    /// <summary>The id of the last entry to keep.</summary>
    public required string FromEntryId { get; init; }

    /// <summary>The agent's version: a number, or an alias as text. Null for the current version.</summary>
    public JsonElement? AgentVersion { get; init; }

    /// <summary>The guardrails that moderate the request, as JSON of the API.</summary>
    public IReadOnlyList<JsonElement>? Guardrails { get; init; }

    /// <summary>The caller's own data, a JSON object.</summary>
    public JsonElement? Metadata { get; init; }

    internal override string Path => $"/v1/conversations/{MistralRequest.EscapeSegment(ConversationId)}/restart";

    private protected override byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this, ConversationJson.Context.ConversationRestartRequest);
}
