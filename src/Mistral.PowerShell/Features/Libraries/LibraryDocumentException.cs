using System.Globalization;
using System.Management.Automation;

namespace Mistral.PowerShell.Features.Libraries;

/// <summary>A document of a library could not be processed, or not in time.</summary>
internal sealed class LibraryDocumentException : ErrorRecordException
{
    private LibraryDocumentException(string id, ErrorCategory category, string document, string message, string hint)
        : base(id, category, document, message, hint)
    {
    }

    public static LibraryDocumentException Failed(string document, string status) => new(
        "MistralDocumentFailed",
        ErrorCategory.InvalidResult,
        document,
        $"The document '{document}' could not be processed: its status is '{status}'. It will not be found.",
        status == LibraryDocuments.NoContent
            ? "The document has no content. Check the file, remove the document, and add one with content."
            : "Check the file: it may be damaged, protected by a password or of an unsupported type. Update-MistralLibraryDocument processes it again, which is billed again.");

    public static LibraryDocumentException TimedOut(string document, string status, int seconds) => new(
        "MistralDocumentTimeout",
        ErrorCategory.OperationTimeout,
        document,
        string.Format(CultureInfo.InvariantCulture, "The document '{0}' is not ready after {1} seconds: its status is '{2}'.", document, seconds, status),
        "The server is still processing the document. Wait-MistralLibraryDocument waits again. Use -TimeoutSeconds to wait longer.");
}
