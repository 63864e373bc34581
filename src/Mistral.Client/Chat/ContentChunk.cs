using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Chat;
using Mistral.Client.Json;

namespace Mistral.Client;

/// <summary>A piece of a message's content. What this type does not name is kept and sent back as it came.</summary>
public sealed class ContentChunk
{
    internal const string TextType = "text";
    internal const string ThinkingType = "thinking";
    internal const string ImageType = "image_url";
    internal const string DocumentType = "document_url";
    internal const string AudioType = "input_audio";

    /// <summary>Its kind: <c>text</c>, <c>thinking</c>, <c>image_url</c>, <c>reference</c> and others. Default: <c>text</c>.</summary>
    [JsonInclude]
    public string Type
    {
        get;
        internal set
        {
            IsOfSaidType = !string.IsNullOrEmpty(value);
            field = IsOfSaidType ? value : TextType;
        }
    }

    = TextType;

    /// <summary>The text of a <c>text</c> chunk.</summary>
    [JsonInclude]
    [JsonConverter(typeof(RawTextConverter))]
    public string? Text { get; internal set; }

    /// <summary>The chunks of a <c>thinking</c> chunk.</summary>
    [JsonInclude]
    [JsonConverter(typeof(ThinkingConverter))]
    public ContentChunk[]? Thinking { get; internal set; }

    /// <summary>
    /// Every other field as the JSON of one object, so that a copy of the chunk brings back what came, or null.
    /// </summary>
    [JsonIgnore]
    public string? Json => Other is { Count: > 0 } ? JsonSerializer.Serialize(Other, ChatJson.Context.DictionaryStringJsonElement) : null;

    /// <summary>Every other field, as it came.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }

    /// <summary>Whether somebody has said what it is.</summary>
    internal bool IsOfSaidType { get; private set; }

    /// <summary>Of an image, a document or a sound that is sent with the request: its bytes.</summary>
    internal MediaData? Media { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text
        ?? (Thinking is not null ? string.Concat<ContentChunk>(Thinking) : Type is TextType or ThinkingType ? string.Empty : $"[{Type}]");

    /// <summary>Makes a chunk of text.</summary>
    internal static ContentChunk OfText(string text) => new() { Type = TextType, Text = text };

    /// <summary>Makes a chunk that points to an image, a document or a sound. The API names the field as it names the type.</summary>
    internal static ContentChunk OfUri(string type, string uri) => new() { Type = type, Other = new() { [type] = ToElement(uri) } };

    /// <summary>Makes a chunk that holds an image, a document or a sound.</summary>
    internal static ContentChunk OfData(string type, MediaData media, string? documentName = null) => new()
    {
        Type = type,
        Media = media,
        Other = documentName is null ? null : new() { ["document_name"] = ToElement(documentName) },
    };

    /// <summary>Whether it is text or thinking without a word, and says nothing else.</summary>
    internal bool IsEmpty => Type switch
    {
        TextType => string.IsNullOrEmpty(Text) && Other is null or { Count: 0 },
        ThinkingType => Thinking is null || Thinking.All(c => c.IsEmpty),
        _ => false,
    };

    /// <summary>The chunk as the API takes it.</summary>
    internal ContentChunk ForReplay(DeferredMedia slots)
    {
        if (Media is null)
        {
            return this;
        }

        Dictionary<string, JsonElement> fields = new() { [Type] = ToElement(slots.Add(Media)) };
        foreach (KeyValuePair<string, JsonElement> field in Other ?? [])
        {
            fields[field.Key] = field.Value;
        }

        return new ContentChunk { Type = Type, Other = fields };
    }

    private static JsonElement ToElement(string text) => JsonSerializer.SerializeToElement(text, ChatJson.Context.String);
}
