using System;
using System.Collections.Generic;
using System.Text.Json;
using Mistral.Client.Json;
using Mistral.Client.Transport;

namespace Mistral.Client.Chat;

/// <summary>
/// Reads the most common response: answers of text, without tool calls. It needs none of the serializer's metadata, which
/// takes most of the time of a first call. The serializer reads all other responses and all invalid ones, with the same result.
/// </summary>
internal static class PlainCompletionReader
{
    /// <summary>Reads a response.</summary>
    /// <returns>Null if the response isn't such a response.</returns>
    public static ChatCompletion? TryRead(ReadOnlySpan<byte> json)
    {
        Utf8JsonReader reader = new(JsonBytes.WithoutMark(json));
        try
        {
            return reader.Read() && TryReadCompletion(ref reader) is { } completion && !reader.Read() && completion.IsComplete ? completion : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static ChatCompletion? TryReadCompletion(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            return null;
        }

        ChatCompletion completion = new();
        bool isPlain = true;
        while (isPlain && reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                isPlain = PlainJson.TryReadText(ref reader, out string? id);
                completion.Id = id;
            }
            else if (reader.ValueTextEquals("object"u8))
            {
                isPlain = PlainJson.TryReadText(ref reader, out string? kind);
                completion.Object = kind;
            }
            else if (reader.ValueTextEquals("model"u8))
            {
                isPlain = PlainJson.TryReadText(ref reader, out string? model);
                completion.Model = model;
            }
            else if (reader.ValueTextEquals("created"u8))
            {
                isPlain = reader.Read() && reader.TokenType is JsonTokenType.Number && reader.TryGetInt64(out _);
                completion.Created = isPlain ? UnixTime.ToSeconds(reader.GetInt64()) : null;
            }
            else if (reader.ValueTextEquals("usage"u8))
            {
                isPlain = reader.Read() && PlainUsage.TryRead(ref reader, out TokenUsage? usage) && Set(completion, usage);
            }
            else if (reader.ValueTextEquals("choices"u8))
            {
                isPlain = reader.Read() && TryReadChoices(ref reader) is { } choices && Set(completion, choices);
            }
            else
            {
                completion.Other = PlainJson.ReadOther(ref reader, completion.Other);
            }
        }

        return isPlain && reader.TokenType is JsonTokenType.EndObject ? completion : null;
    }

    private static bool Set(ChatCompletion completion, TokenUsage? usage)
    {
        completion.Usage = usage;
        return true;
    }

    private static bool Set(ChatCompletion completion, List<ChatChoice> choices)
    {
        completion.Choices = choices;
        return true;
    }

    private static List<ChatChoice>? TryReadChoices(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.StartArray)
        {
            return null;
        }

        List<ChatChoice> choices = [];
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            if (TryReadChoice(ref reader) is not { } choice)
            {
                return null;
            }

            choices.Add(choice);
        }

        return choices;
    }

    private static ChatChoice? TryReadChoice(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            return null;
        }

        ChatChoice choice = new();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("index"u8))
            {
                if (!PlainJson.TryReadNumber(ref reader, out int? index) || index is null)
                {
                    return null;
                }

                choice.Index = index.Value;
            }
            else if (reader.ValueTextEquals("finish_reason"u8))
            {
                if (!PlainJson.TryReadText(ref reader, out string? reason))
                {
                    return null;
                }

                choice.FinishReason = reason is "" or "null" ? null : reason;
            }
            else if (reader.ValueTextEquals("message"u8))
            {
                choice.Message = reader.Read() ? TryReadMessage(ref reader) : null;
                if (choice.Message is null)
                {
                    return null;
                }
            }
            else if (reader.ValueTextEquals("messages"u8))
            {
                return null;
            }
            else
            {
                choice.Other = PlainJson.ReadOther(ref reader, choice.Other);
            }
        }

        return choice;
    }

    private static ChatMessage? TryReadMessage(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            return null;
        }

        ChatMessage message = new();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("role"u8))
            {
                if (!PlainJson.TryReadText(ref reader, out string? role) || role is null)
                {
                    return null;
                }

                message.Role = role;
            }
            else if (reader.ValueTextEquals("content"u8))
            {
                // A single surrogate at the end of the text is completed later.
                _ = reader.Read();
                if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
                {
                    return null;
                }

                message.Content = JsonString.Read(ref reader);
            }
            else if (reader.ValueTextEquals("tool_calls"u8) || reader.ValueTextEquals("prefix"u8) || reader.ValueTextEquals("tool_call_id"u8) || reader.ValueTextEquals("name"u8))
            {
                if (!reader.Read() || reader.TokenType is not JsonTokenType.Null)
                {
                    return null;
                }
            }
            else
            {
                message.Other = PlainJson.ReadOther(ref reader, message.Other);
            }
        }

        return message;
    }
}
