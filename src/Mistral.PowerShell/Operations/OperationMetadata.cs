using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using Mistral.Client;

namespace Mistral.PowerShell.Operations;

/// <summary>What a declarative cmdlet says of itself, read once for each type.</summary>
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

    /// <summary>The operation that gives one by its id, where what a text begins with tells that it is such an id.</summary>
    public OperationAttribute? FindById(string text) => Operations.FirstOrDefault(o =>
        o.Resource?.IdPrefix is { } start && o.Path.LastIndexOf('}') == o.Path.Length - 1 && text.StartsWith(start, StringComparison.Ordinal) && !WildcardPattern.ContainsWildcardCharacters(text));

    /// <summary>The operation that lists: that with the shortest path.</summary>
    public OperationAttribute GetList() => Operations.OrderBy(o => GetPathNames(o.Path).Count()).First();

    /// <summary>The operation that gives by its id one of what another lists; null where the API has none.</summary>
    public OperationAttribute? FindItemOf(OperationAttribute list) =>
        Operations.FirstOrDefault(o => o.Method == "GET" && o.Output == list.Output && GetPathNames(o.Path).Count() == GetPathNames(list.Path).Count() + 1);

    /// <summary>Makes the request for one of what this type lists, by its id; null where the API has no such operation.</summary>
    /// <param name="list">The operation that lists.</param>
    /// <param name="path">The ids of what it lies in, by their names in paths.</param>
    /// <param name="id">Its id.</param>
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

    /// <summary>Puts values in place of the names in braces.</summary>
    public static string FillIn(string path, IReadOnlyDictionary<string, string> values) =>
        values.Aggregate(path, (text, pair) => text.Replace($"{{{pair.Key}}}", MistralRequest.EscapeSegment(pair.Value)));

    /// <summary>The names in braces in a path.</summary>
    public static IEnumerable<string> GetPathNames(string path) =>
        path.Split('/').Where(s => s.Length > 2 && s[0] == '{').Select(s => s.Substring(1, s.Length - 2));
}
