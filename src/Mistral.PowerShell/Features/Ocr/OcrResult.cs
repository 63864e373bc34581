using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Ocr;

namespace Mistral.PowerShell;

/// <summary>The recognised text of a document. As a string it is its Markdown.</summary>
public sealed class OcrResult
{
    /// <summary>The document: a full path, a URL, or the id of a file.</summary>
    public required string Source { get; init; }

    /// <summary>The text of all pages, as Markdown.</summary>
    public required string Markdown { get; init; }

    /// <summary>The pages; empty if the document was skipped because an earlier run had finished it.</summary>
    public PSObject[] Pages { get; init; } = [];

    /// <summary>The answer to -Schema or -As; null without them.</summary>
    public object? Annotation { get; init; }

    /// <summary>How many pages are billed; null if the server sent no number.</summary>
    public int? PageCount { get; init; }

    /// <summary>The Markdown file that was written; null without -OutDirectory.</summary>
    public string? OutFile { get; init; }

    /// <summary>Whether the document was skipped because an earlier run had finished it.</summary>
    public bool IsSkipped { get; init; }

    /// <summary>The id of the file on the server; null if the file was deleted or none was needed.</summary>
    public string? FileId { get; init; }

    /// <summary>The pages and bytes that were processed; null if the server sent nothing, or if the document was skipped.</summary>
    public PSObject? Usage { get; init; }

    /// <summary>The cost of the pages; null if the price is unknown.</summary>
    public decimal? Cost { get; init; }

    /// <summary>The model.</summary>
    public string? Model { get; init; }

    /// <summary>Creates the result of a response.</summary>
    /// <param name="response">The response.</param>
    /// <param name="source">The document.</param>
    /// <param name="pages">The pages of the response, as <see cref="OcrAnnotations.CreatePages"/> makes them.</param>
    /// <param name="annotation">The annotation as objects.</param>
    /// <param name="outFile">The Markdown file that was written.</param>
    /// <param name="fileId">The id of the file on the server.</param>
    /// <param name="model">The model of the request, if the response names none.</param>
    /// <param name="cost">The cost of the pages; null if it is unknown.</param>
    internal static OcrResult Create(OcrResponse response, string source, PSObject[] pages, object? annotation, string? outFile = null, string? fileId = null, string? model = null, decimal? cost = null) => new()
    {
        Source = source,
        Markdown = OcrFolder.Join(pages),
        Pages = pages,
        Annotation = annotation,
        PageCount = response.PagesProcessed,
        OutFile = outFile,
        FileId = fileId,
        Usage = response.Usage is { } usage ? JsonObjects.Convert(usage) as PSObject : null,
        Cost = cost,
        Model = response.Model ?? model,
    };

    /// <inheritdoc/>
    public override string ToString() => Markdown;
}
