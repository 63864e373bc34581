using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Operations;

/// <summary>Writes a parameter into a query in the format of the operation.</summary>
internal static class OperationQuery
{
    public static IEnumerable<KeyValuePair<string, string>> Get(QueryAttribute field, object? value) => value switch
    {
        string[] { Length: > 1 } when field.IsPattern => [],
        string[] { Length: 1 } names when field.IsPattern => Get(field, names[0]),
        _ when field.IsPattern => GetLiteral(InvariantFormatter.Of(value)) is { Length: > 0 } literal ? [new(field.Name, literal)] : [],
        _ when field.Form is QueryForm.Json => [new(field.Name, Encoding.UTF8.GetString(PSJsonWriter.Write(value)))],
        IDictionary map when field.Form is QueryForm.Exploded => map.Keys.Cast<object>().Select(k => new KeyValuePair<string, string>(InvariantFormatter.Of(k), InvariantFormatter.Of(map[k]))),
        IEnumerable many and not string => many.Cast<object?>().Select(v => new KeyValuePair<string, string>(field.Name, InvariantFormatter.Of(v))),
        _ => [new(field.Name, InvariantFormatter.Of(value))],
    };

    // Returns the longest part of a pattern without wildcards.
    private static string GetLiteral(string pattern) =>
        pattern.Split('*', '?', '[', ']', '`').OrderByDescending(p => p.Length).First();
}
