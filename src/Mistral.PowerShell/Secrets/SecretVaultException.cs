using System;
using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>A secret can't be had, with the error record that says why and what to do.</summary>
#pragma warning disable CA1032 // It is made here alone, always with its record's parts.
public sealed class SecretVaultException : Exception, IContainsErrorRecord
#pragma warning restore CA1032
{
    internal SecretVaultException(string id, ErrorCategory category, string message, string hint)
        : base(message)
    {
        ErrorRecord = new ErrorRecord(new ParentContainsErrorRecordException(this), id, category, targetObject: null)
        {
            ErrorDetails = new ErrorDetails(message) { RecommendedAction = hint },
        };
    }

    /// <inheritdoc/>
    public ErrorRecord ErrorRecord { get; }
}
