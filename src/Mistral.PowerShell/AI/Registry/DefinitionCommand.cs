using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.AI.Registry;

/// <summary>The base of cmdlets that return prompts, skills or versions of them. The parts of a definition become properties of the object.</summary>
public abstract class DefinitionCommand : OperationCommand
{
    private const string Definition = "Definition";
    private const string Variables = "Variables";
    private const string Name = "Name";

    private protected DefinitionCommand()
    {
    }

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) =>
        base.GetObjects(reply, operation).Select(o => o is PSObject item ? Flatten(item) : o);

    // Otherwise the text of a prompt would be two levels down, and would not bind to the next cmdlet.
    private static PSObject Flatten(PSObject item)
    {
        if (item.Properties[Definition]?.Value is PSObject definition)
        {
            foreach (PSPropertyInfo part in definition.Properties)
            {
                JsonObjects.SetFrom(Definition, item, part.Name, part.Name == Variables ? GetNames(part.Value) : part.Value);
            }
        }

        item.Properties.Remove(Definition);
        return item;
    }

    private static object?[] GetNames(object? variables) => variables is object?[] many ? [.. many.Select(v => v is PSObject variable ? GetName(variable) : v)] : [];

    // A variable is its name. Whatever else the server says about it are properties of that text.
    private static object GetName(PSObject variable)
    {
        PSPropertyInfo[] more = [.. variable.Properties.Where(p => p.Name != Name)];
        if (variable.Properties[Name]?.Value is not string name || more.Length == 0)
        {
            return variable.Properties[Name]?.Value ?? variable;
        }

        PSObject text = new(name);
        foreach (PSPropertyInfo property in more)
        {
            JsonObjects.Set(text, property.Name, property.Value);
        }

        return text;
    }
}
