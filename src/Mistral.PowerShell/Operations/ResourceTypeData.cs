using System;
using System.Collections.Generic;
using System.Management.Automation.Runspaces;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.Operations;

/// <summary>Tells a session which properties objects of the API have, so that <c>Get-MistralModel | Sort-Object</c> completes them before any is there.</summary>
internal static class ResourceTypeData
{
    // To ask each class of the assembly for its attributes takes longer.
    private const string NameEnd = "Resource";

    /// <summary>Adds it to a session.</summary>
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

    /// <summary>Removes it from a session.</summary>
    public static void RemoveFrom(Runspace runspace) => RunspaceTypes.Change(runspace, types =>
    {
        foreach (ResourceAttribute resource in GetResources())
        {
            types.RemoveType(resource.TypeName);
        }
    });

    // One without properties of its own would be a type without members, which a session refuses. Loops, for they are a part of each import.
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
