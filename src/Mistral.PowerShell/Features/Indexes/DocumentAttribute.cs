using System.IO;
using System.Management.Automation;

namespace Mistral.PowerShell.Features.Indexes;

/// <summary>Accepts any object as a document, except files, which PowerShell then binds by their paths.</summary>
internal sealed class DocumentAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is FileSystemInfo
            ? throw new ArgumentTransformationMetadataException("A file is added by its path.", new PSInvalidCastException("A file is added by its path."))
            : inputData;
}
