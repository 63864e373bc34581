namespace Mistral.PowerShell.Features.Ocr;

/// <summary>The forms in which a document can be specified.</summary>
internal enum OcrSourceKind
{
    Path,
    Uri,
    FileId,
}
