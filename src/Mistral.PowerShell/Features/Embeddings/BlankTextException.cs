using System.Management.Automation;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>A text for an embedding is empty. It was not sent.</summary>
internal sealed class BlankTextException(string? text) : ErrorRecordException(
    "MistralTextInvalid",
    ErrorCategory.InvalidData,
    text,
    "The text is empty or contains only white space.",
    "Omit the text. A text without content can't have an embedding.");
