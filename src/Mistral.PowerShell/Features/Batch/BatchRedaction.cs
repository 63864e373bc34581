using System.Collections.Generic;
using System.Linq;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Redaction;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>Redacts the requests of a batch. The session remembers the marks, so that receiving the results restores the values.</summary>
internal sealed class BatchRedaction
{
    /// <summary>The field in the metadata of a redacted batch.</summary>
    public const string MetadataField = "redacted";

    private const int MaxMetadataValue = 512;

    private readonly RequestGuard _guard;
    private readonly RedactionCount _count = new();
    private Redactor? _redactor;

    /// <param name="guard">The meaning of -Redact.</param>
    public BatchRedaction(RequestGuard guard)
    {
        _guard = guard;
        _redactor = guard.CreateRedactor();
    }

    /// <summary>Continues with the marks of an earlier batch, whose failed requests are sent again.</summary>
    public void Continue(string? batchId) => _redactor = _guard.CreateRedactor(RequestGuard.Memory.Find(batchId)) ?? _redactor;

    /// <summary>Redacts a request. The name of its file is left out if it contains a value that would be replaced.</summary>
    /// <exception cref="BatchException">The custom id contains a value that would be replaced.</exception>
    /// <exception cref="RedactionException">A user's expression exceeds the time limit.</exception>
    public BatchRow Redact(int row, BatchRow read, object? target)
    {
        if (_redactor is null)
        {
            return read;
        }

        return read.CustomId is not null && _redactor.Rules.Find(read.CustomId) is { Count: > 0 } values
            ? throw BatchException.InvalidRow(row, $"has a custom id that contains a value of the rule {values[0].Rule.Name}. Custom ids are sent unchanged. Choose another -IdProperty.", target)
            : read with { Body = _redactor.Redact(read.Body, _count), FileName = read.FileName is not null && _redactor.Rules.Find(read.FileName).Count > 0 ? null : read.FileName };
    }

    /// <summary>Adds the names of the rules to the metadata, and redacts their values.</summary>
    public IReadOnlyDictionary<string, string>? Mark(IReadOnlyDictionary<string, string>? metadata)
    {
        if (_redactor is null)
        {
            return metadata;
        }

        Dictionary<string, string> marked = metadata?.ToDictionary(m => m.Key, m => _redactor.Redact(m.Value, _count)) ?? [];
        if (!marked.ContainsKey(MetadataField))
        {
            string names = string.Join(", ", _redactor.Rules.RuleNames);
            marked[MetadataField] = names.Length > MaxMetadataValue ? names.Remove(MaxMetadataValue) : names;
        }

        return marked;
    }

    /// <summary>Remembers the marks for a batch that was started, and reports what was replaced.</summary>
    public void Remember(BatchJob job)
    {
        if (_redactor is not null)
        {
            RequestGuard.Memory.Remember(job.Id, _redactor);
            _guard.Report($"the requests of batch {job.Id}", _count);
        }
    }
}
