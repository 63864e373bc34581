using System.Collections.Specialized;
using System.Linq;
using System.Management.Automation;

namespace Mistral.PowerShell.Core.Cmdlets;

/// <summary>Lets an object stand for the table of its properties, so that what the API gave can be given back to it.</summary>
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
