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
/// Describes a kind of object of the API once, on a class of its name that holds nothing more. Cmdlets name it where they read or take such objects; how these are made, what
/// prompts call them, and how their ids bind and complete follow from it.
/// </summary>
/// <param name="typeName">The type name of its objects: <c>Mistral.</c> and the noun.</param>
/// <param name="properties">The properties of each object.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ResourceAttribute(string typeName, params string[] properties) : Attribute
{
    private static readonly ConcurrentDictionary<Type, ResourceAttribute> s_known = new();

    /// <summary>The type name of its objects, by which views find them: <c>Mistral.Workspace</c>.</summary>
    public string TypeName { get; } = typeName;

    /// <summary>What a person calls one: <c>workspace</c>.</summary>
    public string Noun => ResourceNoun.Of(TypeName);

    /// <summary>The properties of each object, null where a reply leaves one out. A reply may hold more.</summary>
    public string[] Properties { get; } = properties;

    /// <summary>What the API's <c>uuid</c> or <c>id</c> is called on the objects, so that it binds to the next cmdlet: <c>WorkspaceId</c>. Null for <c>Id</c>.</summary>
    public string? IdName { get; init; }

    /// <summary>The field of the API that holds the id, where it is neither <c>uuid</c> nor <c>id</c>; null otherwise.</summary>
    public string? IdField { get; init; }

    /// <summary>The field of the API that holds what a person calls one.</summary>
    public string NameField { get; init; } = "name";

    /// <summary>What its ids begin with; null where nothing tells them from names.</summary>
    public string? IdPrefix { get; init; }

    /// <summary>Whether its ids are UUIDs, so that a name in place of one is refused before it is sent.</summary>
    public bool HasUuid { get; init; }

    /// <summary>The cmdlet that lists its objects; null where no operation does.</summary>
    public Type? List { get; init; }

    /// <summary>A type of the module whose objects stand for one of these and have its id; null where there is no such type.</summary>
    public Type? Equivalent { get; init; }

    /// <summary>Gets the one description of a kind.</summary>
    /// <param name="resource">Its class.</param>
    public static ResourceAttribute Of(Type resource) => s_known.GetOrAdd(resource, static type => type.GetCustomAttribute<ResourceAttribute>()!);

    /// <summary>Gets the id of one, or null.</summary>
    public string? GetId(JsonElement item) => IdField is null ? JsonFields.GetId(item) : JsonFields.GetText(item, IdField);

    /// <summary>Gets what a person calls one: its name, its e-mail address, or both.</summary>
    public IEnumerable<string> GetNames(JsonElement item) =>
        new[] { JsonFields.GetText(item, NameField), JsonFields.GetText(item, "email") }.OfType<string>().Where(n => n.Length > 0);

    /// <summary>Describes one for a prompt: <c>workspace 'Development' (e3e4…)</c>.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="name">Its name; null where it is not known.</param>
    public string Describe(string id, string? name) => name is null ? $"{Noun} {id}" : $"{Noun} '{name}' ({id})";

    /// <summary>Makes an object of it from values, in their order.</summary>
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

    /// <summary>Makes an object of it from the API's JSON, or a list of objects.</summary>
    public object? Read(JsonElement json) => JsonObjects.Convert(json, TypeName, IdName, Properties);
}
