using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mistral.Client.Json;

namespace Mistral.Client.Chat;

/// <summary>
/// Writes the most common request: messages of text, without options. It needs none of the serializer's metadata, which takes
/// most of the time of a first call. The serializer writes all other requests; the bytes are the same.
/// </summary>
internal static class PlainRequestWriter
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="field">The field that names the model or the agent.</param>
    /// <param name="value">The model or the agent.</param>
    /// <returns>Null if the request isn't such a request.</returns>
    public static RequestBody? TryWrite(ChatRequest request, string field, string value)
    {
        if (value is null || HasOptions(request) || !ArePlain(request.Messages))
        {
            return null;
        }

        using MemoryStream stream = new(256);
        using (Utf8JsonWriter writer = new(stream, s_options))
        {
            writer.WriteStartObject();
            writer.WriteString(field, Utf16.ReplaceHalves(value));
            writer.WriteStartArray("messages");
            foreach (ChatMessage message in request.Messages)
            {
                Write(writer, message);
            }

            writer.WriteEndArray();
            if (request.Stream is { } isStream)
            {
                writer.WriteBoolean("stream", isStream);
            }

            writer.WriteEndObject();
        }

        return RequestBody.Json(stream.GetBuffer().AsMemory(0, (int)stream.Length));
    }

    private static void Write(Utf8JsonWriter writer, ChatMessage message)
    {
        if (message.IsEmptyTurn)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("role", Utf16.ReplaceHalves(message.Role));
        writer.WriteString("content", Utf16.ReplaceHalves((string)message.Content!));
        writer.WriteEndObject();
    }

    private static bool HasOptions(ChatRequest request) =>
        request is ChatCompletionRequest { Temperature: not null } or ChatCompletionRequest { TopP: not null } or ChatCompletionRequest { SafePrompt: not null }
        || request.MaxTokens is not null || request.Stop is not null || request.RandomSeed is not null || request.Metadata is not null
        || request.PromptCacheKey is not null || request.ResponseFormat is not null || request.Tools is not null || request.ToolChoice is not null
        || request.PresencePenalty is not null || request.FrequencyPenalty is not null || request.N is not null || request.Prediction is not null
        || request.ParallelToolCalls is not null || request.ReasoningEffort is not null || request.PromptMode is not null
        || request.Guardrails is not null || request.ServiceTier is not null;

    private static bool ArePlain(IReadOnlyList<ChatMessage> messages)
    {
        foreach (ChatMessage message in messages)
        {
            if (message.Content is not string || message.Other is not null || message.ToolCalls is not null
                || message.Prefix is not null || message.ToolCallId is not null || message.Name is not null)
            {
                return false;
            }
        }

        return true;
    }
}
