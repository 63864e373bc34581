using System;
using System.Globalization;
using System.Management.Automation;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>Accepts numbers above 0, and null. ValidateRange accepts neither null nor decimal numbers.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ValidatePositiveAttribute : ValidateArgumentsAttribute
{
    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (PSValue.Unwrap(arguments) is IConvertible number && number.ToDecimal(CultureInfo.InvariantCulture) <= 0)
        {
            throw new ValidationMetadataException($"The value {number.ToString(CultureInfo.InvariantCulture)} must be above 0.");
        }
    }
}
