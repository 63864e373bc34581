using System.Collections.Specialized;
using System.Linq;
using System.Management.Automation;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>Converts an object to a dictionary of its properties, so that output of the API can be used as input.</summary>
internal sealed class ObjectToDictionaryAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => inputData switch
    {
        PSObject { BaseObject: PSCustomObject } made => ToTable(made),
        PSObject { BaseObject: object[] several } => Transform(engineIntrinsics, several),
        object[] several => several.Select(one => Transform(engineIntrinsics, one)).ToArray(),
        _ => inputData,
    };

    private static OrderedDictionary ToTable(PSObject made)
    {
        OrderedDictionary table = [];
        foreach (PSPropertyInfo property in made.Properties)
        {
            table.Add(property.Name, property.Value);
        }

        return table;
    }
}
