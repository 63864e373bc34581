using System.Collections.Generic;
using System.Text.Json;
using Mistral.Client.Conversations;

namespace Mistral.Client;

/// <summary>The body of <c>POST /v1/conversations</c>: with an agent, or with a model.</summary>
public sealed record ConversationStartRequest : ConversationRequest
{
    /// <summary>The agent's id; null for a model.</summary>
    public string? AgentId { get; init; }

    /// <summary>The agent's version, a number, or an alias, a text; null for the present one.</summary>
    public JsonElement? AgentVersion { get; init; }

    /// <summary>The model's id; null for an agent.</summary>
    public string? Model { get; init; }

    /// <summary>What the model is to keep in mind.</summary>
    public string? Instructions { get; init; }

    /// <summary>The tools that the model may use: functions, and those of the server.</summary>
    public IReadOnlyList<ChatTool>? Tools { get; init; }

    /// <summary>Moderation of what is said, each as the API writes it.</summary>
    public IReadOnlyList<JsonElement>? Guardrails { get; init; }

    /// <summary>The conversation's name.</summary>
    public string? Name { get; init; }

    /// <summary>What the conversation is about.</summary>
    public string? Description { get; init; }

    /// <summary>Data of the caller's own, an object.</summary>
    public JsonElement? Metadata { get; init; }

    internal override string Path => "/v1/conversations";

    private protected override byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this, ConversationJson.Context.ConversationStartRequest);
}
