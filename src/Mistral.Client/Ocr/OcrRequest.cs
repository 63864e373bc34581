using System.Text.Json;
using Mistral.Client.Chat;
using Mistral.Client.Ocr;

namespace Mistral.Client;

/// <summary>The body of <c>POST /v1/ocr</c>. Properties that are null are not sent.</summary>
public sealed record OcrRequest
{
    /// <summary>The model's id.</summary>
    public required string Model { get; init; }

    /// <summary>The document.</summary>
    public required OcrDocument Document { get; init; }

    /// <summary>The pages, from 0: numbers and ranges separated by commas, such as <c>0,2-4</c>.</summary>
    public string? Pages { get; init; }

    /// <summary>Whether the response contains the images of the document.</summary>
    public bool? IncludeImageBase64 { get; init; }

    /// <summary>The maximum number of images to extract.</summary>
    public int? ImageLimit { get; init; }

    /// <summary>The minimum height and width of images to extract, in pixels.</summary>
    public int? ImageMinSize { get; init; }

    /// <summary>The schema for the annotation of each image.</summary>
    public ResponseFormat? BboxAnnotationFormat { get; init; }

    /// <summary>The schema for the annotation of the document.</summary>
    public ResponseFormat? DocumentAnnotationFormat { get; init; }

    /// <summary>Instructions for the annotation of the document.</summary>
    public string? DocumentAnnotationPrompt { get; init; }

    /// <summary>The format of tables that are moved out of the text: <c>markdown</c> or <c>html</c>.</summary>
    public string? TableFormat { get; init; }

    /// <summary>Whether headers are moved out of the text.</summary>
    public bool? ExtractHeader { get; init; }

    /// <summary>Whether footers are moved out of the text.</summary>
    public bool? ExtractFooter { get; init; }

    /// <summary>Whether the response contains the blocks of each page.</summary>
    public bool? IncludeBlocks { get; init; }

    /// <summary>The parts that get confidence scores: <c>word</c>, <c>page</c> or <c>block</c>.</summary>
    public string? ConfidenceScoresGranularity { get; init; }

    internal RequestBody CreateBody()
    {
        DeferredMedia media = new();
        return media.Fill(JsonSerializer.SerializeToUtf8Bytes(this with { Document = Document.Fill(media) }, OcrJson.Context.OcrRequest));
    }
}
