using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client;

/// <summary>Content that is a string or a list of chunks.</summary>
internal sealed class ContentConverter : JsonConverter<object?>
{
    public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.GetString();
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.StartObject:
                // An event of a conversation brings one chunk at a time.
                return new[] { ReadChunk(ref reader) };
            case JsonTokenType.StartArray:
                List<ContentChunk> chunks = [];
                while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
                {
                    // A bare string among chunks is text all the same.
                    chunks.Add(reader.TokenType is JsonTokenType.String
                        ? new ContentChunk { Type = ContentChunk.TextType, Text = reader.GetString() }
                        : ReadChunk(ref reader));
                }

                return chunks.ToArray();
            default:
                throw new JsonException($"Content is a string, a chunk or a list, not {reader.TokenType}.");
        }
    }

    private static ContentChunk ReadChunk(ref Utf8JsonReader reader) =>
        JsonSerializer.Deserialize(ref reader, MistralJson.Context.ContentChunk) ?? throw new JsonException("A content chunk is null.");

    public override void Write(Utf8JsonWriter writer, object? value, JsonSerializerOptions options)
    {
        switch (value)
        {
            case null:
                writer.WriteNullValue();
                break;
            case string text:
                writer.WriteStringValue(text);
                break;
            case IEnumerable<ContentChunk> chunks:
                writer.WriteStartArray();
                foreach (ContentChunk chunk in chunks)
                {
                    JsonSerializer.Serialize(writer, chunk, MistralJson.Context.ContentChunk);
                }

                writer.WriteEndArray();
                break;
            default:
                throw new JsonException($"Content is a string or a list of chunks, not {value.GetType()}.");
        }
    }
}
