using System.Collections.Generic;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Mistral.PowerShell.Core.Cmdlets;

namespace Mistral.PowerShell.Operations;

/// <summary>Registers the properties of API objects in a session, so that <c>Get-MistralModel | Sort-Object</c> completes them before any object exists.</summary>
internal static class ResourceTypeData
{
    // The build writes the names of the classes there.
    private const string MetadataKey = "Resources";

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
        Assembly assembly = typeof(ResourceTypeData).Assembly;
        foreach (AssemblyMetadataAttribute metadata in assembly.GetCustomAttributes<AssemblyMetadataAttribute>())
        {
            if (metadata.Key != MetadataKey)
            {
                continue;
            }

            foreach (string name in metadata.Value!.Split(','))
            {
                if (ResourceAttribute.Of(assembly.GetType(name, throwOnError: true)!) is { Properties.Length: > 0 } resource)
                {
                    resources.Add(resource);
                }
            }
        }

        return resources;
    }
}
