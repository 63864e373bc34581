using System;
using System.Collections;
using System.Linq;
using System.Management.Automation;
using Mistral.Client;

namespace Mistral.PowerShell.Features.Observability.Datasets;

/// <summary>What can be a record of a dataset.</summary>
internal static class DatasetRecords
{
    private const string TypeName = "Mistral.DatasetRecord";

    /// <summary>Whether an object is a record of a dataset, also one from another process.</summary>
    public static bool IsRecord(object? value) =>
        value is PSObject item && item.TypeNames.Any(name => name == TypeName || name.EndsWith("." + TypeName, StringComparison.Ordinal));

    /// <summary>Checks that a payload becomes a JSON object.</summary>
    /// <exception cref="MistralApiException">It is a text, a number, a list or null.</exception>
    public static void CheckPayload(object? payload)
    {
        object? plain = payload is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : payload;
        if (plain is null or string or ValueType or (IEnumerable and not IDictionary))
        {
            throw MistralApiException.InvalidArgument(
                $"The payload of a record must be an object, such as @{{ question = 'Where?' }}. Got {(plain is null ? "null" : $"a value of type {plain.GetType().Name}")}.");
        }
    }
}
