using Mistral.Client;

namespace Mistral.PowerShell.Features.Ocr;

/// <summary>A document in the form in which it is sent.</summary>
/// <param name="Document">The document of the request.</param>
/// <param name="UploadedId">The id of the file that was uploaded for it; null if none was.</param>
/// <param name="ContentHash">The SHA-256 of the bytes that were sent; null if the server has the document, or if the hash isn't needed.</param>
internal sealed record OcrInput(OcrDocument Document, string? UploadedId = null, string? ContentHash = null);
