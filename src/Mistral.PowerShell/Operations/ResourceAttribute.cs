using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Operations;

/// <summary>
/// Describes a kind of API object, on an empty class with its name. Cmdlets refer to that class. The output objects, the nouns
/// in prompts, and the binding and completion of ids follow from the description.
/// </summary>
/// <param name="typeName">The type name of its objects: <c>Mistral.</c> and the noun.</param>
/// <param name="properties">The properties of each object.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ResourceAttribute(string typeName, params string[] properties) : Attribute
{
    private static readonly ConcurrentDictionary<Type, ResourceAttribute> s_known = new();

    /// <summary>The type name of its objects, by which views find them: <c>Mistral.Workspace</c>.</summary>
    public string TypeName { get; } = typeName;

    /// <summary>The noun of an object in texts: <c>workspace</c>.</summary>
    public string Noun => ResourceNoun.Of(TypeName);

    /// <summary>The properties of each object. They are null if the response lacks them. A response may have more.</summary>
    public string[] Properties { get; } = properties;

    /// <summary>The property name for the API's <c>uuid</c> or <c>id</c>, so that it binds to the next cmdlet: <c>WorkspaceId</c>. Null for <c>Id</c>.</summary>
    public string? IdName { get; init; }

    /// <summary>The API field with the id, if it is neither <c>uuid</c> nor <c>id</c>; otherwise null.</summary>
    public string? IdField { get; init; }

    /// <summary>The API field with the name of an object.</summary>
    public string NameField { get; init; } = "name";

    /// <summary>The API fields whose content is the user's own, such as the result of a workflow. Names in it are unchanged.</summary>
    public string[] Unchanged { get; init; } = [];

    /// <summary>The prefix of its ids; null if ids have no prefix that names lack.</summary>
    public string? IdPrefix { get; init; }

    /// <summary>Whether its ids are UUIDs, so that a name in place of an id is refused before the request.</summary>
    public bool HasUuid { get; init; }

    /// <summary>Whether a name is accepted in place of an id, which is a UUID. The list then finds the id.</summary>
    public bool AcceptsName { get; init; }

    /// <summary>The cmdlet that lists its objects; null without a list operation.</summary>
    public Type? List { get; init; }

    /// <summary>A type of the module whose objects have the same id and are accepted too; null without such a type.</summary>
    public Type? Equivalent { get; init; }

    /// <summary>Gets the description of a kind of object.</summary>
    /// <param name="resource">The class with the attribute.</param>
    public static ResourceAttribute Of(Type resource) => s_known.GetOrAdd(resource, static type => type.GetCustomAttribute<ResourceAttribute>()!);

    /// <summary>Gets the id of an object, or null.</summary>
    public string? GetId(JsonElement item) => IdField is null ? JsonFields.GetId(item) : JsonFields.GetText(item, IdField);

    /// <summary>Gets the names of an object: its name, its e-mail address, or both.</summary>
    public IEnumerable<string> GetNames(JsonElement item) =>
        new[] { JsonFields.GetText(item, NameField), JsonFields.GetText(item, "email") }.OfType<string>().Where(n => n.Length > 0);

    /// <summary>Describes an object for a prompt: <c>workspace 'Development' (e3e4…)</c>.</summary>
    /// <param name="id">The id.</param>
    /// <param name="name">The name; null if unknown.</param>
    public string Describe(string id, string? name) => name is null ? $"{Noun} {id}" : $"{Noun} '{name}' ({id})";

    /// <summary>Gets the name of the cmdlet that lists its objects.</summary>
    public string GetListName()
    {
        CmdletAttribute cmdlet = List!.GetCustomAttribute<CmdletAttribute>()!;
        return $"{cmdlet.VerbName}-{cmdlet.NounName}";
    }

    /// <summary>Creates an object from values, in their order.</summary>
    public PSObject Create(params (string Name, object? Value)[] values)
    {
        PSObject made = new();
        made.TypeNames.Insert(0, TypeName);
        foreach ((string name, object? value) in values.Concat(Properties.Except(values.Select(v => v.Name)).Select(p => (p, (object?)null))))
        {
            made.Properties.Add(new PSNoteProperty(name, value), preValidated: true);
        }

        return made;
    }

    /// <summary>Creates an object, or a list of objects, from the API's JSON.</summary>
    public object? Read(JsonElement json)
    {
        object? made = JsonObjects.Convert(json, TypeName, IdName, Properties);
        foreach (string field in made is PSObject ? Unchanged : [])
        {
            if (JsonFields.GetMember(json, field) is { ValueKind: not JsonValueKind.Undefined } value)
            {
                JsonObjects.Set((PSObject)made!, JsonObjects.GetName(field), JsonObjects.ConvertUnchanged(value));
            }
        }

        return made;
    }
}
