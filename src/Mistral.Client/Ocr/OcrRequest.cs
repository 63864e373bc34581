using System.Text.Json;
using Mistral.Client.Chat;
using Mistral.Client.Ocr;

namespace Mistral.Client;

/// <summary>The body of <c>POST /v1/ocr</c>. What is null is not sent.</summary>
public sealed record OcrRequest
{
    /// <summary>The model's id.</summary>
    public required string Model { get; init; }

    /// <summary>The document.</summary>
    public required OcrDocument Document { get; init; }

    /// <summary>Which pages, counted from 0: numbers and ranges with commas between them, such as <c>0,2-4</c>.</summary>
    public string? Pages { get; init; }

    /// <summary>Whether the response has the images of the document.</summary>
    public bool? IncludeImageBase64 { get; init; }

    /// <summary>The most images to extract.</summary>
    public int? ImageLimit { get; init; }

    /// <summary>The least height and width of an image to extract, in pixels.</summary>
    public int? ImageMinSize { get; init; }

    /// <summary>What to say of each image.</summary>
    public ResponseFormat? BboxAnnotationFormat { get; init; }

    /// <summary>What to say of the document.</summary>
    public ResponseFormat? DocumentAnnotationFormat { get; init; }

    /// <summary>How to find what to say of the document.</summary>
    public string? DocumentAnnotationPrompt { get; init; }

    /// <summary>How tables are written that are taken out of the text: <c>markdown</c> or <c>html</c>.</summary>
    public string? TableFormat { get; init; }

    /// <summary>Whether headers are taken out of the text.</summary>
    public bool? ExtractHeader { get; init; }

    /// <summary>Whether footers are taken out of the text.</summary>
    public bool? ExtractFooter { get; init; }

    /// <summary>Whether the response has the blocks of each page.</summary>
    public bool? IncludeBlocks { get; init; }

    /// <summary>Of what the response has confidence scores: <c>word</c>, <c>page</c> or <c>block</c>.</summary>
    public string? ConfidenceScoresGranularity { get; init; }

    internal RequestBody CreateBody()
    {
        DeferredMedia media = new();
        return media.Fill(JsonSerializer.SerializeToUtf8Bytes(this with { Document = Document.Fill(media) }, OcrJson.Context.OcrRequest));
    }
}
