using System.Globalization;
using System.Management.Automation;

namespace Mistral.PowerShell.Features.Observability.Datasets;

/// <summary>An import into a dataset failed, or takes too long.</summary>
internal sealed class DatasetTaskException : ErrorRecordException
{
    private DatasetTaskException(string id, ErrorCategory category, string target, string message, string hint)
        : base(id, category, target, message, hint)
    {
    }

    /// <summary>Whether the import takes too long, and continues on the server.</summary>
    public bool IsTimeout { get; private set; }

    public static DatasetTaskException Failed(string shown, string dataset, string status, string? message) => new(
        "MistralDatasetImportFailed",
        ErrorCategory.InvalidResult,
        shown,
        $"The import of '{shown}' into the dataset {dataset} has ended with the status '{status}'{(string.IsNullOrEmpty(message) ? "." : $": {message}")}",
        "Check the records, and run the import again. Get-MistralDatasetTask shows the imports of a dataset.");

    public static DatasetTaskException TimedOut(string shown, string id, string dataset, int seconds) => new(
        "MistralDatasetImportTimeout",
        ErrorCategory.OperationTimeout,
        shown,
        string.Format(CultureInfo.InvariantCulture, "The import of '{0}' into the dataset {1} has not ended after {2} seconds.", shown, dataset, seconds),
        $"The server continues the import. Wait-MistralDatasetTask {dataset} {id} waits again. Use -TimeoutSeconds to wait longer.")
    {
        IsTimeout = true,
    };

    /// <param name="file">The full path.</param>
    /// <param name="line">The number of the line, from 1; 0 for the complete file.</param>
    /// <param name="problem">What is wrong.</param>
    public static DatasetTaskException InvalidFile(string file, long line, string problem) => new(
        "MistralInvalidDatasetFile",
        ErrorCategory.InvalidData,
        file,
        line == 0 ? $"'{file}' {problem} The file was not sent." : $"Line {line.ToString(CultureInfo.InvariantCulture)} of '{file}' {problem} The file was not sent.",
        "Each line of a JSONL file must be a JSON object, such as {\"payload\":{\"question\":\"Where?\"},\"properties\":{}}. Export-MistralDatasetRecord writes such a file.");
}
