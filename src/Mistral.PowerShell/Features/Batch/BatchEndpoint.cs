using System;
using System.Linq;
using Mistral.Client;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>An operation that the requests of a batch can be for.</summary>
/// <param name="Name">How a user calls it.</param>
/// <param name="Path">Its path in the API.</param>
/// <param name="Field">The field that every request body of it has.</param>
/// <param name="Model">The default model; null if there is no good one.</param>
internal sealed record BatchEndpoint(string Name, string Path, string Field, string? Model)
{
    public static BatchEndpoint Chat { get; } = new("Chat", "/v1/chat/completions", "messages", Model: null);

    public static BatchEndpoint Embedding { get; } = new("Embedding", "/v1/embeddings", "input", "mistral-embed");

    public static BatchEndpoint Moderation { get; } = new("Moderation", "/v1/moderations", "input", "mistral-moderation-latest");

    public static BatchEndpoint ChatModeration { get; } = new("ChatModeration", "/v1/chat/moderations", "input", "mistral-moderation-latest");

    public static BatchEndpoint Classification { get; } = new("Classification", "/v1/classifications", "input", Model: null);

    public static BatchEndpoint ChatClassification { get; } = new("ChatClassification", "/v1/chat/classifications", "input", Model: null);

    public static BatchEndpoint Ocr { get; } = new("Ocr", "/v1/ocr", "document", "mistral-ocr-latest");

    public static BatchEndpoint Fim { get; } = new("Fim", "/v1/fim/completions", "prompt", "codestral-latest");

    public static BatchEndpoint[] All { get; } =
    [
        Chat, Embedding, Moderation, ChatModeration, Classification, ChatClassification, Ocr, Fim,
        new("Conversation", "/v1/conversations", "inputs", Model: null),
        new("Transcription", "/v1/audio/transcriptions", "model", Model: null),
    ];

    /// <summary>Finds an operation by name or path. Another path is one that the API has added since.</summary>
    /// <exception cref="MistralApiException">It is neither.</exception>
    public static BatchEndpoint Find(string text) =>
        Array.Find(All, e => string.Equals(e.Name, text, StringComparison.OrdinalIgnoreCase) || e.Path == text)
        ?? (text.StartsWith("/v", StringComparison.Ordinal)
            ? new(text, text, "model", Model: null)
            : throw MistralApiException.InvalidArgument($"'{text}' isn't an operation of batches. Expected one of {string.Join(", ", All.Select(e => e.Name))}, or a path such as /v1/chat/completions."));
}
