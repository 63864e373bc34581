using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Reflection;

namespace Mistral.PowerShell.Operations;

/// <summary>The names and patterns that select from a list, by their parameters.</summary>
internal sealed class NameFilters
{
    private readonly List<Filter> _filters = [];

    /// <summary>Whether nothing is selected.</summary>
    public bool IsEmpty => _filters.Count == 0;

    /// <summary>
    /// The names that no object had so far, of the first parameter with such names. A name without an object is an error; a
    /// pattern without one isn't.
    /// </summary>
    public IReadOnlyList<string> Missing => _filters.Select(f => f.Missing).FirstOrDefault(m => m.Count > 0) ?? [];

    /// <summary>Adds what a parameter was given.</summary>
    public void Add(PropertyInfo property, IEnumerable<string> names)
    {
        string[] distinct = [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
        _filters.Add(new Filter(
            property,
            [.. distinct.Select(n => (n, WildcardPattern.Get(n, WildcardOptions.IgnoreCase)))],
            [.. distinct.Where(n => !WildcardPattern.ContainsWildcardCharacters(n))]));
    }

    /// <summary>Whether an object fits all of them.</summary>
    /// <param name="getValue">Gets what the object has for a parameter.</param>
    public bool IsMatch(Func<PropertyInfo, string> getValue)
    {
        (Filter Filter, string Value)[] values = [.. _filters.Select(f => (f, getValue(f.Property)))];
        if (!values.All(v => v.Filter.Names.Any(n => n.Pattern.IsMatch(v.Value))))
        {
            return false;
        }

        foreach ((Filter filter, string value) in values.Where(v => v.Filter.Missing.Count > 0))
        {
            _ = filter.Missing.RemoveAll(m => filter.Names.First(n => n.Name == m).Pattern.IsMatch(value));
        }

        return true;
    }

    private sealed record Filter(PropertyInfo Property, IReadOnlyList<(string Name, WildcardPattern Pattern)> Names, List<string> Missing);
}
