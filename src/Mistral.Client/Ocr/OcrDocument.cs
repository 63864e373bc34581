using System.Text.Json.Serialization;
using Mistral.Client.Chat;

namespace Mistral.Client;

/// <summary>The document or image that the OCR reads.</summary>
public sealed record OcrDocument
{
    private OcrDocument(string type)
    {
        Type = type;
    }

    /// <summary>The type: <c>file</c>, <c>document_url</c> or <c>image_url</c>.</summary>
    public string Type { get; }

    /// <summary>The id of an uploaded file.</summary>
    public string? FileId { get; private init; }

    /// <summary>The URL of a document.</summary>
    public string? DocumentUrl { get; private init; }

    /// <summary>The URL of an image.</summary>
    public string? ImageUrl { get; private init; }

    /// <summary>An image that is sent in the request.</summary>
    [JsonIgnore]
    internal MediaData? Image { get; private init; }

    /// <summary>An uploaded file.</summary>
    /// <param name="id">Its id.</param>
    public static OcrDocument OfFile(string id) => new("file") { FileId = id };

    /// <summary>A document that the server downloads.</summary>
    /// <param name="url">Its URL.</param>
    public static OcrDocument OfDocumentUrl(string url) => new("document_url") { DocumentUrl = url };

    /// <summary>An image that the server downloads.</summary>
    /// <param name="url">Its URL.</param>
    public static OcrDocument OfImageUrl(string url) => new("image_url") { ImageUrl = url };

    /// <summary>An image that is sent in the request.</summary>
    /// <param name="bytes">The image.</param>
    /// <param name="mediaType">Its media type, such as <c>image/png</c>.</param>
    public static OcrDocument OfImage(byte[] bytes, string mediaType) => new("image_url") { Image = new MediaData(bytes, mediaType) };

    internal OcrDocument Fill(DeferredMedia media) => Image is { } image ? this with { ImageUrl = media.Add(image) } : this;
}
