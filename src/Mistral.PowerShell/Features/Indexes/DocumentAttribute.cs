using System.IO;
using System.Management.Automation;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Indexes;

/// <summary>Accepts any object as a document, except files, which PowerShell then binds by their paths.</summary>
internal sealed class DocumentAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        PSValue.Unwrap(inputData) is FileSystemInfo
            ? throw new ArgumentTransformationMetadataException("A file is added by its path.", new PSInvalidCastException("A file is added by its path."))
            : inputData;
}
