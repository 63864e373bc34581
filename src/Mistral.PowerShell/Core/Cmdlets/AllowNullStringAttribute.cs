using System.Management.Automation;
using System.Management.Automation.Language;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>Lets a text parameter be <c>$null</c>, which clears the field. Otherwise, PowerShell converts it to an empty text.</summary>
public sealed class AllowNullStringAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => inputData ?? NullString.Value;
}
