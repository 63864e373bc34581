using System;
using System.IO;
using Mistral.PowerShell.Core.Files;

namespace Mistral.PowerShell.Features.Ocr;

/// <summary>A document as the user specified it.</summary>
/// <param name="Text">The full path, the URL or the id of a file.</param>
/// <param name="Kind">Whether it is a path, a URL or an id.</param>
internal sealed record OcrSource(string Text, OcrSourceKind Kind)
{
    private static readonly string[] s_images = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp", ".tif", ".tiff"];

    /// <summary>Whether the URL leads to an image.</summary>
    public bool IsImageUrl =>
        Text.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase)
        || (Uri.TryCreate(Text, UriKind.Absolute, out Uri? uri) && Array.IndexOf(s_images, Path.GetExtension(uri.AbsolutePath).ToLowerInvariant()) >= 0);

    /// <summary>The text for errors and prompts. A URL can contain a signature in its query, and a data URL is long.</summary>
    public string Shown => Kind is OcrSourceKind.Uri && Text.IndexOfAny(['?', ',']) is > 0 and int end ? Text.Substring(0, end) : Text;

    /// <summary>The name of the document for output files, without the extension that is added to it.</summary>
    public string Name => SafeFileName.Get(Kind is OcrSourceKind.Uri ? Uri.UnescapeDataString(Shown.TrimEnd('/')) : Text, "document");
}
