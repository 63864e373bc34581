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

    /// <summary>The name of a document that is in its URL; null to send none.</summary>
    public string? DocumentName { get; private init; }

    /// <summary>The URL of an image.</summary>
    public string? ImageUrl { get; private init; }

    /// <summary>An image that is sent in the request.</summary>
    [JsonIgnore]
    internal MediaData? Image { get; private init; }

    /// <summary>An uploaded file.</summary>
    /// <param name="id">Its id.</param>
    public static OcrDocument OfFile(string id) => new("file") { FileId = id };

    /// <summary>A document that the server downloads, or that is in the URL itself.</summary>
    /// <param name="url">Its URL.</param>
    /// <param name="name">The name of its file; null to send none.</param>
    public static OcrDocument OfDocumentUrl(string url, string? name = null) => new("document_url") { DocumentUrl = url, DocumentName = name };

    /// <summary>An image that the server downloads.</summary>
    /// <param name="url">Its URL.</param>
    public static OcrDocument OfImageUrl(string url) => new("image_url") { ImageUrl = url };

    /// <summary>An image that is sent in the request.</summary>
    /// <param name="bytes">The image.</param>
    /// <param name="mediaType">Its media type, such as <c>image/png</c>.</param>
    public static OcrDocument OfImage(byte[] bytes, string mediaType) => new("image_url") { Image = new MediaData(bytes, mediaType) };

    internal OcrDocument Fill(DeferredMedia media) => Image is { } image ? this with { ImageUrl = media.Add(image) } : this;
}
