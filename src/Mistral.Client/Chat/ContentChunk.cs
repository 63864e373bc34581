using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Chat;
using Mistral.Client.Json;

namespace Mistral.Client;

/// <summary>A chunk of a message's content. Fields without a property are kept and sent back unchanged.</summary>
public sealed class ContentChunk
{
    internal const string TextType = "text";
    internal const string ThinkingType = "thinking";
    internal const string ImageType = "image_url";
    internal const string DocumentType = "document_url";
    internal const string AudioType = "input_audio";

    /// <summary>The type: <c>text</c>, <c>thinking</c>, <c>image_url</c>, <c>reference</c> and others. Default: <c>text</c>.</summary>
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
    /// All other fields as a JSON object, or null. With it, a copy of the chunk keeps them.
    /// </summary>
    [JsonIgnore]
    public string? Json => Other is { Count: > 0 } ? JsonSerializer.Serialize(Other, ChatJson.Context.DictionaryStringJsonElement) : null;

    /// <summary>All other fields, unchanged.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }

    /// <summary>Whether the type was given.</summary>
    internal bool IsOfSaidType { get; private set; }

    /// <summary>The bytes of an image, a document or a sound that is sent with the request.</summary>
    internal MediaData? Media { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text
        ?? (Thinking is not null ? string.Concat<ContentChunk>(Thinking) : Type is TextType or ThinkingType ? string.Empty : $"[{Type}]");

    /// <summary>Creates a chunk of text.</summary>
    internal static ContentChunk OfText(string text) => new() { Type = TextType, Text = text };

    /// <summary>Creates a chunk with the address of an image, a document or a sound. The field has the same name as the type.</summary>
    internal static ContentChunk OfUri(string type, string uri) => new() { Type = type, Other = new() { [type] = ToElement(uri) } };

    /// <summary>Creates a chunk with the bytes of an image, a document or a sound.</summary>
    internal static ContentChunk OfData(string type, MediaData media, string? documentName = null) => new()
    {
        Type = type,
        Media = media,
        Other = documentName is null ? null : new() { ["document_name"] = ToElement(documentName) },
    };

    /// <summary>Whether it is empty text or empty reasoning, without other fields.</summary>
    internal bool IsEmpty => Type switch
    {
        TextType => string.IsNullOrEmpty(Text) && Other is null or { Count: 0 },
        ThinkingType => Thinking is null || Thinking.All(c => c.IsEmpty),
        _ => false,
    };

    /// <summary>Gets the chunk in the form that the API accepts.</summary>
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
