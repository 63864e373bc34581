using System.Management.Automation;
using System.Management.Automation.Language;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>Lets a text be <c>$null</c>, which is sent and clears the field; PowerShell makes an empty text of it otherwise.</summary>
public sealed class AllowNullStringAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => inputData ?? NullString.Value;
}
