using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Ocr;

/// <summary>A page of a document, with its recognised text.</summary>
[Resource(
    "Mistral.OcrPage",
    "Index", "Markdown", "Images", "Tables", "Hyperlinks", "Header", "Footer", "Dimensions", "ConfidenceScores", "Blocks")]
internal sealed class OcrPageResource;
