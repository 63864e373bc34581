using System;
using System.Management.Automation;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Session.Budgets;

/// <summary>Reads the text of a cost as prices are read. PowerShell itself would read '1,5' as 15.</summary>
internal sealed class CostAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        PSValue.Unwrap(inputData) is string text && !string.IsNullOrWhiteSpace(text) ? PriceNumber.Read(text, Fail) : inputData;

    private static Exception Fail(string reason) => new ArgumentTransformationMetadataException($"The cost {reason}");
}
