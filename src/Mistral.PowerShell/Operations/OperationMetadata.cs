using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.Operations;

/// <summary>The attributes of a declarative cmdlet. They are read once for each type.</summary>
internal sealed class OperationMetadata
{
    private static readonly ConcurrentDictionary<Type, OperationMetadata> s_known = new();

    private OperationMetadata(Type command)
    {
        Operations = [.. command.GetCustomAttributes<OperationAttribute>()];
        Fields = [.. command.GetProperties().SelectMany(p => p.GetCustomAttributes<FieldAttribute>().Select(f => (p, f)))];
    }

    public IReadOnlyList<OperationAttribute> Operations { get; }

    public IReadOnlyList<(PropertyInfo Property, FieldAttribute Field)> Fields { get; }

    public static OperationMetadata Of(Type command) => s_known.GetOrAdd(command, static type => new OperationMetadata(type));

    /// <summary>Gets the operation that returns one object by id, if the text starts like such an id.</summary>
    public OperationAttribute? FindById(string text) => Operations.FirstOrDefault(o =>
        o.Resource?.IdPrefix is { } start && o.Path.LastIndexOf('}') == o.Path.Length - 1 && text.StartsWith(start, StringComparison.Ordinal) && !WildcardPattern.ContainsWildcardCharacters(text));

    /// <summary>Gets the list operation: the one with the shortest path.</summary>
    public OperationAttribute GetList() => Operations.OrderBy(o => GetPathNames(o.Path).Count()).First();

    /// <summary>Gets the operation that returns one item of a list by id; null if the API has none.</summary>
    public OperationAttribute? FindItemOf(OperationAttribute list) =>
        Operations.FirstOrDefault(o => o.Method == "GET" && o.Output == list.Output && GetPathNames(o.Path).Count() == GetPathNames(list.Path).Count() + 1);

    /// <summary>Creates the request for one item of a list by id; null if the API has no such operation.</summary>
    /// <param name="list">The list operation.</param>
    /// <param name="path">The ids of its parents, by their names in paths.</param>
    /// <param name="id">The id.</param>
    public MistralRequest? CreateItemRequest(OperationAttribute list, IReadOnlyDictionary<string, string> path, string id)
    {
        if (FindItemOf(list) is not { } item)
        {
            return null;
        }

        Dictionary<string, string> place = path.ToDictionary(p => p.Key, p => p.Value);
        place[GetPathNames(item.Path).Last()] = id;
        return new(item.Method, FillIn(item.Path, place)) { Key = item.Key };
    }

    /// <summary>Replaces the names in braces by values.</summary>
    public static string FillIn(string path, IReadOnlyDictionary<string, string> values) =>
        values.Aggregate(path, (text, pair) => text.Replace($"{{{pair.Key}}}", MistralRequest.EscapeSegment(pair.Value)));

    /// <summary>Gets the names in braces in a path.</summary>
    public static IEnumerable<string> GetPathNames(string path) =>
        path.Split('/').Where(s => s.Length > 2 && s[0] == '{').Select(s => s.Substring(1, s.Length - 2));

    /// <summary>Gets the property of the output objects that a parameter filters. A pattern for an id is compared with the id property, whatever its name is.</summary>
    public string GetPropertyName(PropertyInfo parameter, OperationAttribute operation) => Fields.First(f => f.Property == parameter).Field switch
    {
        PathAttribute when operation.Resource?.IdName is { } id && parameter.Name == "Id" => id,
        SelectAttribute field when operation.Resource?.IdName is { } id && JsonObjects.IsId(field.Name) => id,
        SelectAttribute field => JsonObjects.GetName(field.Name),
        _ => parameter.Name,
    };
}
