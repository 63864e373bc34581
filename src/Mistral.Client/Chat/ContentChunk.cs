using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client;

/// <summary>A piece of a message's content. What this type does not name is kept and sent back as it came.</summary>
public sealed class ContentChunk
{
    internal const string TextType = "text";
    internal const string ThinkingType = "thinking";
    internal const string ImageType = "image_url";
    internal const string DocumentType = "document_url";
    internal const string AudioType = "input_audio";

    /// <summary>Its kind: <c>text</c>, <c>thinking</c>, <c>image_url</c>, <c>reference</c> and others.</summary>
    public required string Type { get; init; }

    /// <summary>The text of a <c>text</c> chunk.</summary>
    public string? Text { get; init; }

    /// <summary>The chunks of a <c>thinking</c> chunk.</summary>
    public ContentChunk[]? Thinking { get; init; }

    /// <summary>Every other field, as it came.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }

    /// <summary>Of an image, a document or a sound that is sent with the request: its bytes.</summary>
    internal MediaData? Media { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text ?? (Thinking is null ? $"[{Type}]" : string.Concat<ContentChunk>(Thinking));

    /// <summary>Makes a chunk of text.</summary>
    internal static ContentChunk OfText(string text) => new() { Type = TextType, Text = text };

    /// <summary>Makes a chunk that points to an image, a document or a sound. The API names the field as it names the type.</summary>
    internal static ContentChunk OfUri(string type, string uri) => new() { Type = type, Other = new() { [type] = Json(uri) } };

    /// <summary>Makes a chunk that holds an image, a document or a sound.</summary>
    internal static ContentChunk OfData(string type, MediaData media, string? documentName = null) => new()
    {
        Type = type,
        Media = media,
        Other = documentName is null ? null : new() { ["document_name"] = Json(documentName) },
    };

    /// <summary>The chunk as the API takes it.</summary>
    internal ContentChunk ForReplay(MediaSlots slots)
    {
        if (Media is null)
        {
            return this;
        }

        Dictionary<string, JsonElement> fields = new() { [Type] = Json(slots.Add(Media)) };
        foreach (KeyValuePair<string, JsonElement> field in Other ?? [])
        {
            fields[field.Key] = field.Value;
        }

        return new ContentChunk { Type = Type, Other = fields };
    }

    private static JsonElement Json(string text) => JsonSerializer.SerializeToElement(text, MistralJson.Context.String);
}
