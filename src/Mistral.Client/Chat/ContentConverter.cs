using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Json;

namespace Mistral.Client.Chat;

/// <summary>Content that is a string or a list of chunks. A piece of a stream may end inside a surrogate pair, so single halves are kept.</summary>
internal sealed class ContentConverter : JsonConverter<object?>
{
    public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => JsonString.Read(ref reader),
        JsonTokenType.Null => null,
        _ => ContentChunks.Read(ref reader),
    };

    public override void Write(Utf8JsonWriter writer, object? value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(Utf16.ReplaceHalves(text));
                break;
            case IEnumerable<ContentChunk> chunks:
                ContentChunks.Write(writer, chunks);
                break;
            default:
                throw new JsonException($"Content must be a string or a list of chunks, not {value.GetType()}.");
        }
    }
}

/// <summary>The chunks of a thinking chunk. Some servers write them as a string.</summary>
internal sealed class ThinkingConverter : JsonConverter<ContentChunk[]>
{
    public override ContentChunk[]? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ContentChunks.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, ContentChunk[] value, JsonSerializerOptions options) => ContentChunks.Write(writer, value);
}

/// <summary>Reads and writes lists of chunks.</summary>
internal static class ContentChunks
{
    // The field has the same name as the type.
    private static readonly string[] s_mediaTypes = [ContentChunk.ImageType, ContentChunk.DocumentType, ContentChunk.AudioType];

    /// <exception cref="JsonException">The value isn't a text, a chunk or a list of chunks.</exception>
    public static ContentChunk[]? Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.String or JsonTokenType.StartObject:
                // An event of a conversation has one chunk.
                return [ReadOne(ref reader)];
            case JsonTokenType.StartArray:
                List<ContentChunk> chunks = [];
                while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
                {
                    // A null adds no content.
                    if (reader.TokenType is not JsonTokenType.Null)
                    {
                        chunks.Add(ReadOne(ref reader));
                    }
                }

                return [.. chunks];
            default:
                throw new JsonException($"Content must be a string, a chunk or a list, not {reader.TokenType}.");
        }
    }

    public static void Write(Utf8JsonWriter writer, IEnumerable<ContentChunk> chunks)
    {
        writer.WriteStartArray();
        foreach (ContentChunk chunk in chunks)
        {
            JsonSerializer.Serialize(writer, chunk, ChatJson.Context.ContentChunk);
        }

        writer.WriteEndArray();
    }

    // A string among the chunks is text.
    private static ContentChunk ReadOne(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is JsonTokenType.String)
        {
            return ContentChunk.OfText(JsonString.Read(ref reader)!);
        }

        ContentChunk chunk = JsonSerializer.Deserialize(ref reader, ChatJson.Context.ContentChunk) ?? throw new JsonException("A content chunk is null.");
        if (!chunk.IsOfSaidType && chunk.Text is null)
        {
            chunk.Type = chunk.Thinking is not null ? ContentChunk.ThinkingType
                : Array.Find(s_mediaTypes, type => chunk.Other?.ContainsKey(type) is true)
                ?? throw new JsonException("A content chunk has no type, and no field that shows its type.");
        }

        return chunk;
    }
}
