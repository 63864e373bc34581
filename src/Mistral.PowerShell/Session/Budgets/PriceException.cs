using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>A price can't be used. The error record contains the reason and a recommended action.</summary>
#pragma warning disable CA1032 // Only this class creates it, always with the parts of its record.
public sealed class PriceException : ErrorRecordException
#pragma warning restore CA1032
{
    private const string Hint = "A row has Model and at least one of Input and Output (for a million tokens) and Page, as numbers such as 0.4: @{ 'mistral-small-*' = @{ Input = 0.1; Output = 0.3 } }, or a CSV file with these columns.";

    private PriceException(string id, ErrorCategory category, object? target, string message, string hint)
        : base(id, category, target, message, hint)
    {
    }

    internal static PriceException Invalid(object? row, string reason) => new(
        "MistralPriceInvalid", ErrorCategory.InvalidArgument, row, $"The prices can't be used: {reason}", Hint);

    internal static PriceException InFile(string path, string reason) => new(
        "MistralPriceInvalid", ErrorCategory.InvalidData, path, $"The prices in '{path}' can't be used: {reason}", Hint);

    internal static PriceException Missing() => new(
        "MistralPriceUnknown",
        ErrorCategory.InvalidArgument,
        target: null,
        "A cost budget needs prices, and none were given. The module contains no prices, because they change.",
        "Give them with -Price: a table, a CSV file, or what the API has billed: -Price (Get-MistralUsage). A file prices.csv beside the saved connections is used as well. Or use -TokenBudget, which needs no prices.");
}
