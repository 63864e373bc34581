using System;
using System.Management.Automation;
using Mistral.Client.Errors;
using Mistral.PowerShell.Core.Errors;

namespace Mistral.PowerShell;

/// <summary>A failure of this machine's own: it brings the error record that says why and what to do.</summary>
#pragma warning disable CA1032 // It is made by its kinds alone, always with its record's parts.
public abstract class ErrorRecordException : Exception, IContainsErrorRecord
#pragma warning restore CA1032
{
    private protected ErrorRecordException(string id, ErrorCategory category, object? target, string message, string hint)
        : base(DisplayText.Clean(message))
    {
        ErrorRecord = new ErrorRecord(new ParentContainsErrorRecordException(this), id, category, ErrorText.CleanTarget(target))
        {
            ErrorDetails = ErrorText.Create(message, hint),
        };
    }

    /// <inheritdoc/>
    public ErrorRecord ErrorRecord { get; }

    /// <summary>The record to write: the one above with this exception in it.</summary>
    internal ErrorRecord ToRecord() => new(ErrorRecord, this);

    /// <summary>The record to write where the input, and not what failed of it, is what a user knows.</summary>
    internal ErrorRecord ToRecord(object target) =>
        new(this, ErrorRecord.FullyQualifiedErrorId, ErrorRecord.CategoryInfo.Category, target) { ErrorDetails = ErrorRecord.ErrorDetails };
}
