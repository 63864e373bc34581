using System;
using System.Collections.Generic;
using System.Management.Automation.Runspaces;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.Operations;

/// <summary>Registers the properties of API objects in a session, so that <c>Get-MistralModel | Sort-Object</c> completes them before any object exists.</summary>
internal static class ResourceTypeData
{
    // Checking the attributes of each class of the assembly would take longer.
    private const string NameEnd = "Resource";

    /// <summary>Adds the type data to a session.</summary>
    public static void AddTo(Runspace runspace) => RunspaceTypes.Change(runspace, types =>
    {
        foreach (ResourceAttribute resource in GetResources())
        {
            TypeData data = new(resource.TypeName) { IsOverride = true };
            foreach (string property in resource.Properties)
            {
                data.Members.Add(property, new NotePropertyData(property, value: null));
            }

            types.AddType(data);
        }
    });

    /// <summary>Removes the type data from a session.</summary>
    public static void RemoveFrom(Runspace runspace) => RunspaceTypes.Change(runspace, types =>
    {
        foreach (ResourceAttribute resource in GetResources())
        {
            types.RemoveType(resource.TypeName);
        }
    });

    // A session refuses a type without members, so resources without properties are skipped. Loops are used, because each import runs them.
    private static List<ResourceAttribute> GetResources()
    {
        List<ResourceAttribute> resources = [];
        foreach (Type type in typeof(ResourceAttribute).Assembly.GetTypes())
        {
            if (type.Name.EndsWith(NameEnd, StringComparison.Ordinal) && type.IsDefined(typeof(ResourceAttribute), inherit: false) && ResourceAttribute.Of(type) is { Properties.Length: > 0 } resource)
            {
                resources.Add(resource);
            }
        }

        return resources;
    }
}
