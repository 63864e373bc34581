using System.IO;
using System.Linq;
using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>Keeps a file from being taken for its own path where text is asked for.</summary>
internal sealed class TextAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object plain = Unwrap(inputData);
        FileSystemInfo? file = plain as FileSystemInfo ?? (plain as object?[])?.Select(Unwrap).OfType<FileSystemInfo>().FirstOrDefault();
        return file is null
            ? inputData
            : throw new ArgumentTransformationMetadataException($"'{file.Name}' is a file, not text. Pipe the text that is in it: Get-Content -Raw. Images, documents and sound go with -Image, -Document and -Audio.");
    }

    private static object Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value!;
}
