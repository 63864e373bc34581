using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>A batch, or one of its rows, can't be started or received.</summary>
internal sealed class BatchException : ErrorRecordException
{
    private const double Megabyte = 1 << 20;

    private BatchException(string id, ErrorCategory category, object? target, string message, string hint)
        : base(id, category, target, message, hint)
    {
    }

    public static BatchException DuplicateId(string customId, int row, int firstRow, object? target) => new(
        "MistralBatchDuplicateId", ErrorCategory.InvalidData, target,
        $"Row {row} has the same custom id '{customId}' as row {firstRow}. Row {row} was left out.",
        "Custom ids must be unique, because they tie each result to its input. Use another property for -IdProperty, or leave it out to have the rows numbered.");

    public static BatchException MissingId(string property, int row, object? target) => new(
        "MistralBatchMissingId", ErrorCategory.InvalidData, target,
        $"Row {row} has no value in '{property}' for its custom id. The row was left out.",
        "Give each row an id, or leave out -IdProperty to have the rows numbered.");

    public static BatchException InvalidRow(int row, string problem, object? target) => new(
        "MistralBatchInvalidRow", ErrorCategory.InvalidData, target,
        $"Row {row} {problem} The row was left out.",
        "Pipe text, objects with -Property or -Message, files for OCR, or request bodies as hashtables. Get-Help Start-MistralBatch -Full describes the forms.");

    public static BatchException InvalidLine(int row, string file, string problem) => new(
        "MistralBatchInvalidRow", ErrorCategory.InvalidData, file,
        $"Row {row} of '{file}' isn't {problem}. The row was left out.",
        "Each line of the file must be a JSON object with the fields 'custom_id' and 'body'. Rows of a CSV file can be piped: Import-Csv.");

    public static BatchException NoQuestion(int row, object? target) => new(
        "MistralBatchInvalidRow", ErrorCategory.InvalidArgument, target,
        $"Row {row} is an object without a question.",
        "Give -Message with what to ask, or -Property with the properties to send. Objects with a property Message or Prompt need neither.");

    public static BatchException TooLarge(int row, long length, long maximum, object? target) => new(
        "MistralBatchRowTooLarge", ErrorCategory.LimitsExceeded, target,
        string.Format(CultureInfo.CurrentCulture, "Row {0} has {1:N1} MB, but the maximum is {2:N0} MB. The row was left out.", row, length / Megabyte, maximum / Megabyte),
        "Shorten the row, or send a smaller document. Without -Inline, a row can have up to 512 MB.");

    public static BatchException OtherEndpoint(int row, string endpoint, string expected, object? target) => new(
        "MistralBatchInvalidRow", ErrorCategory.InvalidData, target,
        $"Row {row} is a request to {endpoint}, and the batch is for {expected}. The row was left out.",
        "A batch has one operation. Start a batch for each.");

    public static BatchException NoBilling(MistralApiException failure) => new(
        "MistralPaymentRequired", ErrorCategory.PermissionDenied, null,
        $"The batch was not started: batches need a workspace with billing (HTTP 402). The server says: {failure.Message}",
        "Turn on billing for the workspace in the console: add a payment method, and check the spending limit. Then run the command again.");

    /// <summary>Makes the error of rows that were split into several batches, of which some run.</summary>
    public static ErrorRecord CreateNotStarted(MistralApiException failure, int firstRow, int lastRow, int startedCount)
    {
        string before = startedCount switch { 0 => string.Empty, 1 => " The batch before them runs, and is in the output.", _ => $" The {startedCount} batches before them run, and are in the output." };
        ErrorRecord record = ErrorRecords.From(failure, $"rows {firstRow} to {lastRow}");
        record.ErrorDetails = new ErrorDetails($"Rows {firstRow} to {lastRow} were not started: {record.ErrorDetails.Message}{before}") { RecommendedAction = record.ErrorDetails.RecommendedAction };
        return record;
    }

    public static BatchException NotFinished(BatchJob job) => new(
        "MistralBatchNotFinished", ErrorCategory.ResourceBusy, job.Id,
        string.Format(CultureInfo.InvariantCulture, "The batch {0} hasn't ended: its status is {1}, with {2} of {3} done.", job.Id, job.Status, job.Succeeded + job.Failed, Count.Of(job.Total, "request")),
        "Wait-MistralBatch waits for its end. Stop-MistralBatch cancels it; what was done until then can be received.");

    public static BatchException TimedOut(BatchJob job, int seconds) => new(
        "MistralBatchTimeout", ErrorCategory.OperationTimeout, job.Id,
        string.Format(CultureInfo.InvariantCulture, "The batch {0} hasn't ended after {1}: its status is {2}, with {3} of {4} done.", job.Id, Count.Of(seconds, "second"), job.Status, job.Succeeded + job.Failed, Count.Of(job.Total, "request")),
        "The server continues with the batch. Wait-MistralBatch waits again; -TimeoutSeconds waits longer.");

    public static BatchException Ended(BatchJob job, IReadOnlyCollection<string> firstIds, long missing) => new(
        "MistralBatchIncomplete", ErrorCategory.InvalidResult, job.Id,
        $"{Describe(job)} {(missing == 1 ? "1 request has" : $"{missing} requests have")} no result{GetIds(firstIds, missing)}.{GetErrors(job)}",
        "Receive-MistralBatch -FailedInput returns these requests. Pipe them to Start-MistralBatch to run them again.");

    public static BatchException Failed(BatchJob job) => new(
        "MistralBatchFailed", ErrorCategory.InvalidResult, job.Id,
        $"{Describe(job)}{GetErrors(job)}",
        "Correct the requests as the message says, and start the batch again.");

    public static BatchException UnknownResult(string batch, string customId, object target) => new(
        "MistralBatchUnknownResult", ErrorCategory.InvalidResult, target,
        $"The batch {batch} has a result with the custom id '{customId}', but it sent no request with this id.",
        "The target of this error is the result. Report it to Mistral's support.");

    public static BatchException DuplicateResult(string batch, string customId, object target) => new(
        "MistralBatchDuplicateResult", ErrorCategory.InvalidResult, target,
        $"The batch {batch} has more than one result with the custom id '{customId}'. The first one was returned.",
        "The target of this error is the other result.");

    public static BatchException InvalidResult(string batch, long line, string problem) => new(
        "MistralBatchInvalidResult", ErrorCategory.InvalidData, batch,
        $"Line {line} of the results of batch {batch} isn't valid: {problem}",
        "Receive-MistralFile with the batch's OutputFile saves the file as it is.");

    public static BatchException NoInput(string batch, string reason) => new(
        "MistralBatchNoInput", ErrorCategory.ObjectNotFound, batch,
        $"The requests of batch {batch} aren't available: {reason}",
        "Start the batch again from its input. Without -Inline, the server keeps the requests of a batch in a file.");

    private static string Describe(BatchJob job) => job.Status switch
    {
        "CANCELLED" => $"The batch {job.Id} was cancelled.",
        "TIMEOUT_EXCEEDED" => $"The batch {job.Id} expired before its end. -TimeoutHour of Start-MistralBatch allows more time.",
        "FAILED" => $"The batch {job.Id} failed.",
        _ => $"The batch {job.Id} has ended.",
    };

    private static string GetIds(IReadOnlyCollection<string> ids, long missing) =>
        ids.Count == 0 ? string.Empty : $": {string.Join(", ", ids.Select(i => $"'{i}'"))}{(missing > ids.Count ? ", and others" : string.Empty)}";

    private static string GetErrors(BatchJob job) => job.Errors.Count == 0 ? string.Empty : $" The server says: {string.Join("; ", job.Errors.Take(5))}";
}
