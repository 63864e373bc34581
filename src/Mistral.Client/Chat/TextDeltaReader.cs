using System;
using System.Text.Json;
using Mistral.Client.Json;

namespace Mistral.Client.Chat;

/// <summary>
/// A fast reader for the most common event of a stream: one new piece of text in one answer. The serializer reads all other
/// events and all invalid ones. Each stream needs an instance.
/// </summary>
internal sealed class TextDeltaReader
{
    // These are the same in each event.
    private string? _id;
    private string? _model;

    /// <summary>Reads an event.</summary>
    /// <returns>Null if the event isn't such an event.</returns>
    public ChatCompletionChunk? TryRead(ReadOnlySpan<byte> data)
    {
        Utf8JsonReader reader = new(data);
        try
        {
            return reader.Read() && reader.TokenType is JsonTokenType.StartObject ? TryReadChunk(ref reader) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private ChatCompletionChunk? TryReadChunk(ref Utf8JsonReader reader)
    {
        string? id = null, model = null;
        long? created = null;
        ChatChunkChoice? choice = null;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("id"u8))
            {
                id = _id = ReadSame(ref reader, _id);
            }
            else if (reader.ValueTextEquals("model"u8))
            {
                model = _model = ReadSame(ref reader, _model);
            }
            else if (reader.ValueTextEquals("created"u8))
            {
                _ = reader.Read();
                created = UnixTime.ToSeconds(reader.GetInt64());
            }
            else if (reader.ValueTextEquals("choices"u8))
            {
                choice = TryReadOnlyChoice(ref reader);
                if (choice is null)
                {
                    return null;
                }
            }
            else if (!SkipUnless(ref reader, isKnown: reader.ValueTextEquals("usage"u8) || reader.ValueTextEquals("error"u8)))
            {
                return null;
            }
        }

        return choice is not null && reader.TokenType is JsonTokenType.EndObject && !reader.Read()
            ? new ChatCompletionChunk { Id = id, Model = model, Created = created, Choices = [choice] }
            : null;
    }

    private static ChatChunkChoice? TryReadOnlyChoice(ref Utf8JsonReader reader)
    {
        _ = reader.Read();
        if (reader.TokenType is not JsonTokenType.StartArray || !reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
        {
            return null;
        }

        int index = 0;
        ChatDelta? delta = null;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("index"u8))
            {
                _ = reader.Read();
                index = reader.GetInt32();
            }
            else if (reader.ValueTextEquals("delta"u8))
            {
                delta = TryReadDelta(ref reader);
                if (delta is null)
                {
                    return null;
                }
            }
            else if (!SkipUnless(ref reader, isKnown: reader.ValueTextEquals("finish_reason"u8) || reader.ValueTextEquals("error"u8)))
            {
                return null;
            }
        }

        return delta is not null && reader.Read() && reader.TokenType is JsonTokenType.EndArray
            ? new ChatChunkChoice { Index = index, Delta = delta }
            : null;
    }

    private static ChatDelta? TryReadDelta(ref Utf8JsonReader reader)
    {
        _ = reader.Read();
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            return null;
        }

        string? role = null, content = null;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("content"u8))
            {
                _ = reader.Read();
                content = reader.TokenType is JsonTokenType.String ? reader.GetString() : null;
                if (content is null)
                {
                    return null;
                }
            }
            else if (reader.ValueTextEquals("role"u8))
            {
                _ = reader.Read();
                role = reader.GetString();
            }
            else if (!SkipUnless(ref reader, isKnown: true))
            {
                return null;
            }
        }

        return content is null ? null : new ChatDelta { Role = role, Content = content };
    }

    private static string? ReadSame(ref Utf8JsonReader reader, string? known)
    {
        _ = reader.Read();
        return known is not null && reader.TokenType is JsonTokenType.String && reader.ValueTextEquals(known) ? known : reader.GetString();
    }

    // A null adds nothing. Any other value of a field that the serializer knows does.
    private static bool SkipUnless(ref Utf8JsonReader reader, bool isKnown)
    {
        _ = reader.Read();
        if (reader.TokenType is JsonTokenType.Null)
        {
            return true;
        }

        reader.Skip();
        return !isKnown;
    }
}
