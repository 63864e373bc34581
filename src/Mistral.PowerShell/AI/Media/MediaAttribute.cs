using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.AI.Media;

/// <summary>Converts values to media arguments. It keeps an array of bytes together, which PowerShell would split into several arguments.</summary>
internal sealed class MediaAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) => Flatten(inputData).ToArray();

    private static IEnumerable<MediaArgument> Flatten(object? value)
    {
        object? plain = PSValue.Unwrap(value);
        return plain switch
        {
            // A variable that isn't set, or an empty column of a CSV file.
            null => [],
            MediaArgument argument => [argument],
            string text => string.IsNullOrWhiteSpace(text) ? [] : [new MediaArgument(text)],
            Uri uri => [new MediaArgument(uri)],
            FileSystemInfo file => [new MediaArgument(file)],
            byte[] bytes => [new MediaArgument(bytes)],
            IEnumerable list and not string => list.Cast<object?>().SelectMany(Flatten),
            _ => throw new ArgumentTransformationMetadataException(
                $"Expected a path, a file, an address or bytes, got a value of type {plain.GetType().Name}."),
        };
    }
}
