using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Fim;

namespace Mistral.Client;

/// <summary>The body of <c>POST /v1/fim/completions</c>. Null values are not sent.</summary>
public sealed record FimCompletionRequest : CompletionRequest
{
    /// <summary>The model's id.</summary>
    [JsonPropertyOrder(-1)]
    public required string Model { get; init; }

    /// <summary>The code before the gap.</summary>
    [JsonPropertyOrder(-1)]
    public required string Prompt { get; init; }

    /// <summary>The code after the gap.</summary>
    public string? Suffix { get; init; }

    /// <summary>Sampling temperature, 0 to 1.5.</summary>
    public double? Temperature { get; init; }

    /// <summary>Nucleus sampling: the share of probability considered, above 0 and up to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>The minimum number of tokens of the answer.</summary>
    public int? MinTokens { get; init; }

    internal override string Path => "/v1/fim/completions";

    internal override string ModelOrAgent => Model;

    internal override RequestBody CreateBody() =>
        RequestBody.Json(JsonSerializer.SerializeToUtf8Bytes(this, FimJson.Context.FimCompletionRequest));
}
