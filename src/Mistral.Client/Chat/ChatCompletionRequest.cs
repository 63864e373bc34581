using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Chat;

namespace Mistral.Client;

/// <summary>The body of <c>POST /v1/chat/completions</c>. Null values are not sent.</summary>
public sealed record ChatCompletionRequest : ChatRequest
{
    /// <summary>The model's id.</summary>
    [JsonPropertyOrder(-2)]
    public required string Model { get; init; }

    /// <summary>Sampling temperature, 0 to 1.5.</summary>
    public double? Temperature { get; init; }

    /// <summary>Nucleus sampling: the share of probability considered, above 0 and up to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>Whether the server puts a safety prompt before the conversation.</summary>
    public bool? SafePrompt { get; init; }

    internal override string Path => "/v1/chat/completions";

    internal override string ModelOrAgent => Model;

    private protected override RequestBody? TryWritePlain() => PlainRequestWriter.TryWrite(this, "model", Model);

    private protected override byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this, ChatJson.Context.ChatCompletionRequest);
}
