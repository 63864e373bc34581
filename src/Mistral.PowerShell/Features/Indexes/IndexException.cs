using System.Globalization;
using System.Management.Automation;

namespace Mistral.PowerShell.Features.Indexes;

/// <summary>An index could not be prepared, or the API refused a document.</summary>
internal sealed class IndexException : ErrorRecordException
{
    private IndexException(string id, ErrorCategory category, string target, string message, string hint)
        : base(id, category, target, message, hint)
    {
    }

    public static IndexException Failed(string index, string? reason) => new(
        "MistralIndexFailed",
        ErrorCategory.InvalidResult,
        index,
        $"The index '{index}' could not be prepared: {reason ?? "the API gave no reason."}",
        "Check the model, its dimensions and the fields. Remove the index with Remove-MistralIndex, and create it again.");

    public static IndexException TimedOut(string index, string status, int seconds) => new(
        "MistralIndexTimeout",
        ErrorCategory.OperationTimeout,
        index,
        string.Format(CultureInfo.InvariantCulture, "The index '{0}' is not ready after {1} seconds: its status is '{2}'.", index, seconds, status),
        "The server is still working on it. Wait-MistralIndex waits again. Use -TimeoutSeconds to wait longer.");

    public static IndexException Rejected(string source, string reason) => new(
        "MistralDocumentRejected",
        ErrorCategory.InvalidData,
        source,
        $"The index did not accept the document '{source}': {reason}",
        "Correct the document. Get-MistralIndex shows the fields of the index in its property Schema.");

    public static IndexException Missing(string document, string index) => new(
        "MistralNotFound",
        ErrorCategory.ObjectNotFound,
        document,
        $"The index '{index}' has no document with the id '{document}'.",
        "Check the id. Add-MistralIndexDocument returns the ids of documents, and Search-MistralIndex their sources.");

    public static IndexException NoVectors(string index) => new(
        "MistralInvalidArgument",
        ErrorCategory.InvalidArgument,
        index,
        $"The index '{index}' has a custom embedding model, so the texts of files can't be added to it without vectors.",
        "Pass documents with -InputObject, whose chunks have an embedding.");

    public static IndexException NotText(string path) => new(
        "MistralTextFileInvalid",
        ErrorCategory.InvalidData,
        path,
        $"The file '{path}' isn't UTF-8 text and has no byte order mark of another encoding.",
        "Save the file as UTF-8. Invoke-MistralOcr reads the text of PDF and Office documents, which you can pipe as an object with source_id and content.");

    public static IndexException TooLarge(string path, long maximum) => new(
        "MistralTextFileInvalid",
        ErrorCategory.LimitsExceeded,
        path,
        $"The file '{path}' is larger than {maximum >> 20} MiB, the limit for a text.",
        "Split the text into several files.");

    public static IndexException NoSource() => new(
        "MistralInvalidArgument",
        ErrorCategory.InvalidArgument,
        string.Empty,
        "The document has no source_id and no id.",
        "Give each document a source_id, which identifies it, such as the name of its file. Another document with the same source_id replaces it.");
}
