using System;
using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>The counts of budgets can't be read or written, so requests of connections with a budget are not sent.</summary>
#pragma warning disable CA1032 // Only this class creates it, always with the parts of its record.
public sealed class BudgetFileException : ErrorRecordException
#pragma warning restore CA1032
{
    private BudgetFileException(string id, ErrorCategory category, string? path, string message, string hint)
        : base(id, category, path, message, hint)
    {
    }

    internal static BudgetFileException Unreadable(string? path, string reason) => new(
        "MistralBudgetFileUnreadable",
        ErrorCategory.InvalidData,
        path,
        $"The counts of the budgets can't be read: {reason} The request was not sent.",
        $"Repair or remove '{path}'. Without it, all budgets of a day or a month start at 0 again. It contains no keys.");

    internal static BudgetFileException Unwritable(string? path, Exception reason) => new(
        "MistralBudgetFileUnwritable",
        ErrorCategory.WriteError,
        path,
        $"The counts of the budgets can't be written: {reason.Message} The request was not sent, because its usage could not be counted.",
        "Check the folder, its permissions and the free disk space. Or use a budget of the session, which needs no file: Set-MistralConnection -BudgetPeriod Session.");
}
