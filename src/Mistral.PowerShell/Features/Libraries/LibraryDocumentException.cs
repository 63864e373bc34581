using System.Globalization;
using System.Management.Automation;

namespace Mistral.PowerShell.Features.Libraries;

/// <summary>A document of a library did not come out of its processing.</summary>
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
            ? "There is nothing in it. Look at the file, remove the document, and add one with content."
            : "Look at the file: it may be damaged, protected by a password or of a kind that is not read. Update-MistralLibraryDocument tries again, and is billed again.");

    public static LibraryDocumentException TimedOut(string document, string status, int seconds) => new(
        "MistralDocumentTimeout",
        ErrorCategory.OperationTimeout,
        document,
        string.Format(CultureInfo.InvariantCulture, "The document '{0}' is not ready after {1} seconds: its status is '{2}'.", document, seconds, status),
        "The processing goes on. Wait-MistralLibraryDocument waits for it again, with more time by -TimeoutSeconds.");
}
