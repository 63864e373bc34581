using System.Management.Automation;

namespace Mistral.PowerShell.Core.Errors;

/// <summary>A text for an embedding is empty. It was not sent.</summary>
internal sealed class BlankTextException(string? text) : ErrorRecordException(
    "MistralTextInvalid",
    ErrorCategory.InvalidData,
    text,
    "The text is empty or contains only white space.",
    "Omit it, for example with Where-Object { $_.Trim() }.");
