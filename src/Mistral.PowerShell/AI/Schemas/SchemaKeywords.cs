using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Mistral.PowerShell.AI.Schemas;

/// <summary>The keywords of a JSON Schema that contain other schemas.</summary>
internal static class SchemaKeywords
{
    private static readonly string[] s_unions = ["allOf", "anyOf", "oneOf"];
    private static readonly string[] s_single = ["items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames", "unevaluatedItems", "unevaluatedProperties"];
    private static readonly string[] s_named = ["properties", "$defs", "definitions", "patternProperties", "dependentSchemas"];
    private static readonly string[] s_lists = [.. s_unions, "prefixItems"];

    /// <summary>Gets the alternatives for the same value: the schemas of the unions.</summary>
    public static IEnumerable<JsonElement> GetForms(JsonElement schema) => GetLists(schema, s_unions).Select(p => p.Schema);

    /// <summary>Gets every inner schema with its position.</summary>
    public static IEnumerable<(string Place, JsonElement Schema)> GetInner(JsonElement schema, string place)
    {
        IEnumerable<(string, JsonElement)> single = s_single.Select(k => (Keyword: k, Inner: Find(schema, k)))
            .Where(p => p.Inner is not null).Select(p => ($"{place}/{p.Keyword}", p.Inner!.Value));
        IEnumerable<(string, JsonElement)> named = s_named.Select(k => (Keyword: k, Inner: Find(schema, k)))
            .Where(p => p.Inner is { ValueKind: JsonValueKind.Object })
            .SelectMany(p => p.Inner!.Value.EnumerateObject().Select(i => ($"{place}/{p.Keyword}/{i.Name}", i.Value)));
        return single.Concat(named).Concat(GetLists(schema, s_lists).Select(p => ($"{place}/{p.Place}", p.Schema)));
    }

    private static JsonElement? Find(JsonElement schema, string keyword) => schema.TryGetProperty(keyword, out JsonElement found) ? found : null;

    private static IEnumerable<(string Place, JsonElement Schema)> GetLists(JsonElement schema, string[] keywords) =>
        keywords.Select(k => (Keyword: k, Inner: Find(schema, k)))
            .Where(p => p.Inner is { ValueKind: JsonValueKind.Array })
            .SelectMany(p => p.Inner!.Value.EnumerateArray().Select((s, i) => ($"{p.Keyword}/{i}", s)));
}
