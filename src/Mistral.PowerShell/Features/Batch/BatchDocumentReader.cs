using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Media;
using Mistral.PowerShell.Core.Files;
using Mistral.PowerShell.Core.Text;
using Mistral.PowerShell.Features.Ocr;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>Reads the files of a batch. They go with their rows, so that nothing is left on the server afterwards.</summary>
/// <param name="paths">Resolves paths as PowerShell does.</param>
internal sealed class BatchDocumentReader(PathIntrinsics paths)
{
    private static readonly string[] s_sources = ["FullName", "Path", "Uri", "Url"];

    /// <summary>Reads a file that was piped as a part of a message.</summary>
    /// <exception cref="ErrorRecordException">It can't be sent.</exception>
    public InputContext ReadPiped(FileInfo file)
    {
        (string? content, ContentChunk? chunk) = new MediaReader(paths).ReadPiped(file, PipelineInput.DefaultMaxLength);
        return new InputContext(content, chunk is null ? [] : [chunk]);
    }

    /// <summary>Makes the body for OCR of a file, a URL, or a file that was uploaded.</summary>
    /// <exception cref="ErrorRecordException">It can't be sent.</exception>
    public byte[] CreateOcrBody(int row, PSObject? input, string? model, ResponseFormat? annotation)
    {
        OcrRequest request = new() { Model = model ?? BatchEndpoint.Ocr.Model!, Document = GetDocument(row, input), DocumentAnnotationFormat = annotation };
        using MemoryStream body = new();
        request.CreateBody().CopyTo(body);
        return body.ToArray();
    }

    /// <summary>Gets the name of a file that was piped; null for any other input.</summary>
    /// <param name="input">The input.</param>
    /// <param name="isPath">Whether a text can be a path.</param>
    public static string? FindFileName(PSObject? input, bool isPath) =>
        input?.BaseObject is FileInfo file ? file.Name
        : isPath && input is not null && FindUploaded(input) is null && GetText(input) is { Length: > 0 } text && !IsAddress(text) && !Guid.TryParse(text, out _) ? Path.GetFileName(text)
        : null;

    private OcrDocument GetDocument(int row, PSObject? input)
    {
        if (input?.BaseObject is FileInfo file)
        {
            return ReadFile(row, file.FullName, input);
        }

        if (FindUploaded(input) is { } uploaded)
        {
            return OcrDocument.OfFile(uploaded);
        }

        string text = GetText(input);
        if (IsAddress(text))
        {
            OcrSource source = new(text, OcrSourceKind.Uri);
            return source.IsImageUrl ? OcrDocument.OfImageUrl(text) : OcrDocument.OfDocumentUrl(text);
        }

        return Guid.TryParse(text, out _) ? OcrDocument.OfFile(text)
            : text.Length > 0 ? ReadFile(row, new FileResolver(paths).Resolve(text, isLiteral: true)[0], input!)
            : throw BatchException.InvalidRow(row, "isn't a document: expected a file, a URL, or a file that was uploaded.", input);
    }

    private static string? FindUploaded(PSObject? input) => input?.Properties["FileId"]?.Value is string { Length: > 0 } id ? id : null;

    // A row of a table has the path or the URL in a property, as for Invoke-MistralOcr.
    private static string GetText(PSObject? input) => (input?.BaseObject is PSCustomObject ? FindSource(input) : input?.BaseObject) switch
    {
        string given => given,
        Uri address => address.OriginalString,
        _ => string.Empty,
    };

    private static object? FindSource(PSObject row) =>
        s_sources.Select(name => PSValue.Unwrap(row.Properties[name]?.Value)).FirstOrDefault(v => v is Uri or string { Length: > 0 });

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" or "data";

    private static OcrDocument ReadFile(int row, string path, PSObject input)
    {
        InputFiles.CheckLength(path, MediaKind.Document.MaximumBytes, "Split the document, or reduce the resolution of its images.");
        byte[] bytes = File.ReadAllBytes(path);
        return MediaType.Find(bytes, path, MediaKind.Image) is { } image ? OcrDocument.OfImage(bytes, image)
            : MediaType.Find(bytes, path, MediaKind.Document) is { } type ? OcrDocument.OfDocumentUrl($"data:{type};base64,{Convert.ToBase64String(bytes)}", Path.GetFileName(path))
            : throw BatchException.InvalidRow(row, $"is '{path}', which is neither an image nor a document.", input);
    }
}
