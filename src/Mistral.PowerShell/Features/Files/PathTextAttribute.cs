using System.Linq;
using System.Management.Automation;

namespace Mistral.PowerShell.Features.Files;

/// <summary>Lets an object of the pipeline bind by its properties. PowerShell would convert it to the text of a path before it looks at them.</summary>
/// <param name="names">The names of these properties. Without names, no row of a table is a path.</param>
internal sealed class PathTextAttribute(params string[] names) : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        inputData is PSObject { BaseObject: PSCustomObject } row && (names.Length == 0 || names.Any(n => row.Properties[n] is not null))
            ? throw new ArgumentTransformationMetadataException("The path is in a property of the object.", new PSInvalidCastException())
            : inputData;
}
