using System.Management.Automation;

namespace Mistral.PowerShell.Features.Embeddings;

/// <summary>A text to be embedded says nothing. It was not sent.</summary>
internal sealed class BlankTextException(string? text) : ErrorRecordException(
    "MistralTextInvalid",
    ErrorCategory.InvalidData,
    text,
    "The text is empty, or nothing but white space.",
    "Leave it out: what says nothing has no vector.");
