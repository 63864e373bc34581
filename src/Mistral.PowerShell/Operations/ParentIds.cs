using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Operations;

/// <summary>The ids in the path of a request, which its objects get too, so that all ids bind to the next cmdlet.</summary>
/// <param name="shape">The attributes of the cmdlet.</param>
/// <param name="operation">The operation. The last id of its path is the id of the object itself.</param>
/// <param name="getValue">Gets the value of a parameter, or null.</param>
internal sealed class ParentIds(OperationMetadata shape, OperationAttribute operation, Func<PropertyInfo, object?> getValue)
{
    private readonly List<(string Name, object Value)> _ids =
    [
        .. from field in shape.Fields
           where field.Field is PathAttribute && !operation.Path.EndsWith($"{{{field.Field.Name}}}", StringComparison.Ordinal)
           let id = getValue(field.Property)
           where id is not null && !WildcardPattern.ContainsWildcardCharacters(InvariantFormatter.Of(id))
           select (field.Property.Name, id),
    ];

    /// <summary>Adds the ids to an object that lacks them.</summary>
    public object? AddTo(object? value)
    {
        foreach ((string name, object id) in _ids)
        {
            _ = Add(value, name, id);
        }

        return value;
    }

    /// <summary>Adds a property to an object of the API that lacks it. Other values and null are left out.</summary>
    public static object? Add(object? value, string name, object? added)
    {
        if (added is not null && value is PSObject { BaseObject: PSCustomObject } item && item.Properties[name]?.Value is null)
        {
            JsonObjects.Set(item, name, added);
        }

        return value;
    }
}
