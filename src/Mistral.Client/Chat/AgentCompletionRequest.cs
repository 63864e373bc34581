using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Chat;

namespace Mistral.Client;

/// <summary>The body of <c>POST /v1/agents/completions</c>. The agent defines the model and the sampling. Null values are not sent.</summary>
public sealed record AgentCompletionRequest : ChatRequest
{
    /// <summary>The agent's id.</summary>
    [JsonPropertyOrder(-2)]
    public required string AgentId { get; init; }

    internal override string Path => "/v1/agents/completions";

    internal override string ModelOrAgent => AgentId;

    private protected override RequestBody? TryWritePlain() => PlainRequestWriter.TryWrite(this, "agent_id", AgentId);

    private protected override byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this, ChatJson.Context.AgentCompletionRequest);
}
