using System.Collections.Generic;
using System.Text.Json;
using Mistral.Client.Conversations;

namespace Mistral.Client;

/// <summary>The body of <c>POST /v1/conversations</c>. Either an agent or a model is set.</summary>
public sealed record ConversationStartRequest : ConversationRequest
{
    /// <summary>The agent's id; null for a model.</summary>
    public string? AgentId { get; init; }

    /// <summary>The agent's version: a number, or an alias as text. Null for the current version.</summary>
    public JsonElement? AgentVersion { get; init; }

    /// <summary>The model's id; null for an agent.</summary>
    public string? Model { get; init; }

    /// <summary>The system instructions for the model.</summary>
    public string? Instructions { get; init; }

    /// <summary>The tools that the model may use: functions, and tools of the server.</summary>
    public IReadOnlyList<ChatTool>? Tools { get; init; }

    /// <summary>The guardrails that moderate the request, as JSON of the API.</summary>
    public IReadOnlyList<JsonElement>? Guardrails { get; init; }

    /// <summary>The conversation's name.</summary>
    public string? Name { get; init; }

    /// <summary>What the conversation is about.</summary>
    public string? Description { get; init; }

    /// <summary>The caller's own data, a JSON object.</summary>
    public JsonElement? Metadata { get; init; }

    internal override string Path => "/v1/conversations";

    internal override string? ModelOrAgent => Model ?? AgentId;

    private protected override byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this, ConversationJson.Context.ConversationStartRequest);
}
