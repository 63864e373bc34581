using System.Management.Automation;

namespace Mistral.PowerShell.Core.Errors;

/// <summary>A text has nothing but white space. It was not sent.</summary>
internal sealed class BlankTextException(string? text) : ErrorRecordException(
    "MistralTextInvalid",
    ErrorCategory.InvalidData,
    text,
    "The text is empty, or nothing but white space.",
    "Leave it out, as with Where-Object { $_.Trim() }.");
