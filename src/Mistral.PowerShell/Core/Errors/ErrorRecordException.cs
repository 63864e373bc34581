using System;
using System.Management.Automation;
using Mistral.Client.Errors;
using Mistral.PowerShell.Core.Errors;

namespace Mistral.PowerShell;

/// <summary>An exception of the module itself. It contains its error record with a recommended action.</summary>
#pragma warning disable CA1032 // Only derived classes create it, always with the parts of its record.
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

    /// <summary>Whether the error concerns one input only, so that the next one is processed.</summary>
    internal virtual bool IsOfInput => false;

    /// <summary>Creates the record to write, with this exception in it.</summary>
    internal ErrorRecord ToRecord() => new(ErrorRecord, this);

    /// <summary>Creates the record to write, with the given target instead.</summary>
    internal ErrorRecord ToRecord(object target) =>
        new(this, ErrorRecord.FullyQualifiedErrorId, ErrorRecord.CategoryInfo.Category, target) { ErrorDetails = ErrorRecord.ErrorDetails };
}
