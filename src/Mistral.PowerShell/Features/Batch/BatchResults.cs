using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.Client.Batch;
using Mistral.PowerShell.AI.Redaction;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>Reads the results of a batch from their files, and finds those that belong to no request, come twice, or are missing.</summary>
/// <param name="job">The batch.</param>
/// <param name="inputs">Its requests; null if they aren't known.</param>
internal sealed class BatchResults(BatchJob job, BatchInputs? inputs)
{
    private const int MaxShownIds = 10;

    // The ids so far, if the requests aren't known.
    /// <summary>Restores the values in the results; null if the batch wasn't redacted, or if its marks aren't known.</summary>
    public Redactor? Redactor { get; init; }

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private long _accepted;

    /// <summary>Reads the results as they are written.</summary>
    /// <param name="files">The full paths of their files.</param>
    public IEnumerable<BatchResultLine> Read(IReadOnlyList<string> files) => ReadLines(files).Select(l => Check(l.Line, l.Number));

    /// <summary>Reads the results in the order of the requests. If these aren't known, in the order of the numbers that are their ids.</summary>
    /// <param name="files">The full paths of their files.</param>
    public IEnumerable<BatchResultLine> ReadInOrder(IReadOnlyList<string> files)
    {
        List<(int Key, int Number, int File, int Length, long Offset)> places = new(inputs?.Count ?? 0);
        foreach ((int file, JsonLines lines, int number) in Scan(files))
        {
            string id = BatchField.Find(lines.Line.Span, BatchField.CustomId) ?? string.Empty;
            int key = inputs is not null ? inputs.Find(id)?.Row ?? int.MaxValue : BatchRowIds.FindNumber(id) ?? int.MaxValue;
            places.Add((key, number, file, lines.Line.Length, lines.Offset));
        }

        places.Sort();

        List<FileStream> open = [.. files.Select(File.OpenRead)];
        try
        {
            foreach ((int _, int number, int file, int length, long offset) in places)
            {
                yield return Check(FileLine.ReadAt(open[file], offset, length), number);
            }
        }
        finally
        {
            open.ForEach(f => f.Dispose());
        }
    }

    /// <summary>How many requests have no result. The batch may have more of them than can be read from its input file.</summary>
    public long MissingCount => Math.Max(inputs?.Unseen.Sum(i => (long)i.Left) ?? 0, job.Total - _accepted);

    /// <summary>Gets the error for requests without a result, or for a batch that failed. Null if the batch succeeded with all results.</summary>
    public ErrorRecord? FindMissing()
    {
        string[] first = inputs is null ? [] : [.. inputs.Unseen.Take(MaxShownIds).Select(GetId)];
        long missing = MissingCount;
        return missing > 0 ? BatchException.Ended(job, first, missing).ToRecord()
            : job.Status != "SUCCESS" && (job.Status != "CANCELLED" || job.Errors.Count > 0 || job.Total == 0) ? BatchException.Failed(job).ToRecord()
            : null;
    }

    /// <summary>Makes the object of a result as the server wrote it.</summary>
    public static PSObject CreateRaw(BatchJob job, BatchResultLine line)
    {
        PSObject raw = new();
        raw.TypeNames.Insert(0, "Mistral.BatchResult");
        JsonObjects.Set(raw, "BatchId", job.Id);
        JsonObjects.Set(raw, "CustomId", line.Result!.CustomId);
        JsonObjects.Set(raw, "Row", line.Input?.Row);
        JsonObjects.Set(raw, "Succeeded", line.Result.Failure is null);
        JsonObjects.Set(raw, "StatusCode", line.Result.StatusCode);
        JsonObjects.Set(raw, "Error", line.Result.Failure?.Message);
        JsonObjects.Set(raw, "Response", line.Result.Body.ValueKind is JsonValueKind.Undefined ? null : JsonObjects.Convert(line.Result.Body));
        JsonObjects.Set(raw, "Json", line.Result.Json.GetRawText());
        return raw;
    }

    /// <summary>Makes the error of one request.</summary>
    /// <param name="failure">Why it failed.</param>
    /// <param name="request">The request, which is the target of the error.</param>
    public static ErrorRecord CreateRecord(Exception failure, BatchRequest request)
    {
        ErrorRecord cause = failure is ErrorRecordException own ? own.ToRecord() : ErrorRecords.From((MistralApiException)failure, request);
        ErrorCategory category = cause.CategoryInfo.Category;
        string place = request.Row > 0 ? $"Row {request.Row} (custom id '{request.CustomId}')" : $"The request '{request.CustomId}'";
        ErrorRecord record = failure is ErrorRecordException
            ? new ErrorRecord(failure, cause.FullyQualifiedErrorId, category, request)
            : new ErrorRecord(failure, "MistralBatchRequestFailed", category, request);
        record.ErrorDetails = new ErrorDetails($"{place}: {cause.ErrorDetails.Message}") { RecommendedAction = cause.ErrorDetails.RecommendedAction };
        return record;
    }

    private string GetId(BatchInput input) => BatchField.Find(inputs!.Read(input), BatchField.CustomId)!;

    private BatchResultLine Check(ReadOnlyMemory<byte> line, long number)
    {
        line = Redactor?.Restore(line) ?? line;
        BatchResult result;
        try
        {
            result = BatchResult.Parse(line.Span, job.Endpoint, job.Redactor);
        }
        catch (JsonException)
        {
            return new BatchResultLine(Result: null, Input: null, BatchException.InvalidResult(job.Id, number, "it isn't a JSON object.").ToRecord());
        }

        if (result.CustomId is not { } id)
        {
            return Accept(result, input: null);
        }

        if (inputs is null)
        {
            return _seen.Add(id) ? Accept(result, input: null) : Twice(result, id);
        }

        if (inputs.Find(id) is null)
        {
            return new BatchResultLine(result, Input: null, BatchException.UnknownResult(job.Id, id, CreateRaw(job, new BatchResultLine(result, Input: null, Problem: null))).ToRecord());
        }

        return inputs.Take(id) is { } input ? Accept(result, input) : Twice(result, id);
    }

    private BatchResultLine Accept(BatchResult result, BatchInput? input)
    {
        _accepted++;
        return new BatchResultLine(result, input, Problem: null);
    }

    private BatchResultLine Twice(BatchResult result, string id) =>
        new(result, Input: null, BatchException.DuplicateResult(job.Id, id, CreateRaw(job, new BatchResultLine(result, Input: null, Problem: null))).ToRecord());

    private static IEnumerable<(ReadOnlyMemory<byte> Line, int Number)> ReadLines(IReadOnlyList<string> files) => Scan(files).Select(s => (s.Lines.Line, s.Number));

    private static IEnumerable<(int File, JsonLines Lines, int Number)> Scan(IReadOnlyList<string> files)
    {
        int number = 0;
        for (int i = 0; i < files.Count; i++)
        {
            using FileStream file = File.OpenRead(files[i]);
            JsonLines lines = new(file);
            while (lines.Read())
            {
                yield return (i, lines, ++number);
            }
        }
    }
}
