using System.Collections;
using System.IO;
using System.Linq;
using System.Management.Automation;

namespace Mistral.PowerShell;

/// <summary>Keeps a file from being taken for its own path where text is asked for.</summary>
internal sealed class TextAttribute : ArgumentTransformationAttribute
{
    private const string Formatted = "Microsoft.PowerShell.Commands.Internal.Format";

    /// <summary>Whether another parameter takes files, so that those of the pipeline go there.</summary>
    public bool LeavesFiles { get; init; }

    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object plain = Unwrap(inputData);
        if (plain is IDictionary)
        {
            throw new ArgumentTransformationMetadataException("A hashtable is no text. ConvertTo-Json makes text of it.");
        }

        if (plain?.GetType().Namespace == Formatted)
        {
            throw new ArgumentTransformationMetadataException("What Format-Table and the like give is for the console alone. Out-String makes text of it.");
        }

        FileSystemInfo? file = plain as FileSystemInfo ?? (plain as object?[])?.Select(Unwrap).OfType<FileSystemInfo>().FirstOrDefault();
        if (file is null)
        {
            return inputData;
        }

        // The pipeline tries its next parameter after an invalid cast, and ends with any other failure.
        throw LeavesFiles
            ? new ArgumentTransformationMetadataException($"'{file.Name}' is a file, not text. Pipe it, or give -Path.", new PSInvalidCastException())
            : new ArgumentTransformationMetadataException($"'{file.Name}' is a file, not text. Pipe the text that is in it: Get-Content -Raw. Images, documents and sound go with -Image, -Document and -Audio.");
    }

    private static object Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value!;
}
