using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.PowerShell.Core.Errors;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Operations;

/// <summary>Finds the ids of objects that the user names. Keeps the lists that it has read.</summary>
/// <param name="cmdlet">The cmdlet, which sends the requests and writes the errors.</param>
internal sealed class ResourceIds(ConnectedCmdlet cmdlet)
{
    private readonly Dictionary<ResourceAttribute, List<(string Id, string[] Names)>> _lists = [];
    private readonly Dictionary<string, string> _given = [];

    /// <summary>Gets the name with which the user gave an id, or the id itself.</summary>
    public string GetGiven(string id) => _given.TryGetValue(id, out string? name) ? name : id;

    /// <summary>Replaces the names in parameters by ids. Writes an error if a name has no id.</summary>
    /// <param name="parameters">The bound parameters.</param>
    /// <returns>Whether all parameters have ids.</returns>
    public bool Replace(IEnumerable<PropertyInfo> parameters)
    {
        foreach (PropertyInfo property in parameters)
        {
            if (property.GetCustomAttribute<IdAttribute>()?.Resource is not { AcceptsName: true } resource)
            {
                continue;
            }

            object? value = property.GetValue(cmdlet);
            string?[] ids = [.. (value as string[] ?? [(string)value!]).Select(text => Find(resource, text))];
            if (ids.Contains(null))
            {
                return false;
            }

            property.SetValue(cmdlet, value is string[] ? ids : ids[0]);
        }

        return true;
    }

    /// <summary>Gets the id of an object. Writes an error and returns null if no object, or several, have the name.</summary>
    /// <param name="resource">The kind of the object.</param>
    /// <param name="text">The name or the id.</param>
    public string? Find(ResourceAttribute resource, string text)
    {
        if (Guid.TryParse(text, out _) || (resource.IdPrefix is { } prefix && text.StartsWith(prefix, StringComparison.Ordinal)))
        {
            return text;
        }

        string[]? found = null;
        cmdlet.RunAsync(async token => { found = await FindAllAsync(resource, text, token).ConfigureAwait(false); }, target: text);
        if (found is { Length: 1 })
        {
            _given[found[0]] = text;
            return found[0];
        }

        if (found is not null)
        {
            cmdlet.WriteError(
                found.Length > 1 ? ResourceNameException.Ambiguous(resource, text, found).ToRecord()
                : WildcardPattern.ContainsWildcardCharacters(text) ? ResourceNameException.Pattern(resource, text).ToRecord()
                : ErrorRecords.NotFound(text, resource.TypeName, $"{resource.GetListName()} shows the names, and with a pattern such as *text* similar ones."));
        }

        return null;
    }

    // The search of the server finds a name in a long list with one request.
    private async Task<string[]> FindAllAsync(ResourceAttribute resource, string name, CancellationToken cancellationToken)
    {
        OperationMetadata list = OperationMetadata.Of(resource.List!);
        if (!_lists.TryGetValue(resource, out List<(string Id, string[] Names)>? items))
        {
            string? search = list.Fields.Select(f => f.Field).OfType<QueryAttribute>().FirstOrDefault(f => f.IsPattern)?.Name;
            if (search is not null && Select(await ReadAsync(resource, list, new(search, name), cancellationToken).ConfigureAwait(false), name) is { Length: > 0 } found)
            {
                return found;
            }

            _lists[resource] = items = await ReadAsync(resource, list, query: null, cancellationToken).ConfigureAwait(false);
        }

        return Select(items, name);
    }

    private async Task<List<(string Id, string[] Names)>> ReadAsync(ResourceAttribute resource, OperationMetadata list, KeyValuePair<string, string>? query, CancellationToken cancellationToken)
    {
        List<(string Id, string[] Names)> items = [];
        await foreach (JsonElement item in new ResourceList(cmdlet.Client, list.GetList(), cmdlet).ReadAsync(new Dictionary<string, string>(), query, cancellationToken).ConfigureAwait(false))
        {
            if (resource.GetId(item) is { } id)
            {
                items.Add((id, [.. resource.GetNames(item)]));
            }
        }

        return items;
    }

    // Names may differ only in case, so the exact one comes first.
    private static string[] Select(List<(string Id, string[] Names)> items, string name)
    {
        foreach (StringComparer comparer in new[] { StringComparer.Ordinal, StringComparer.OrdinalIgnoreCase })
        {
            string[] found = [.. items.Where(i => i.Names.Contains(name, comparer)).Select(i => i.Id).Distinct(StringComparer.Ordinal)];
            if (found.Length > 0)
            {
                return found;
            }
        }

        return [.. items.Where(i => i.Id == name).Select(i => i.Id).Take(1)];
    }
}
