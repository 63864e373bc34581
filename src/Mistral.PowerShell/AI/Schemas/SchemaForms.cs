using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Mistral.PowerShell.AI.Schemas;

/// <summary>The schemas that speak of one value: what references mean, and every form of the unions.</summary>
internal sealed class SchemaForms
{
    // Forms in forms may double with each level; a date is found among far fewer.
    private const int MaxForms = 64;

    /// <summary>The format of a whole number that becomes a [long].</summary>
    public const string Long = "int64";

    /// <summary>The format of a number that becomes a [decimal].</summary>
    public const string Decimal = "decimal";

    private readonly JsonElement _root;
    private readonly IReadOnlyList<JsonElement> _forms;

    private SchemaForms(JsonElement root, IEnumerable<JsonElement> schemas)
    {
        _root = root;
        _forms = [.. schemas.SelectMany(s => Expand(s, depth: 0)).Take(MaxForms)];
    }

    /// <summary>The forms of what a schema is of.</summary>
    public static SchemaForms Of(JsonElement schema) => new(schema, [schema]);

    /// <summary>The formats that the value may have.</summary>
    public IEnumerable<string> Formats => Find(_forms, "format").Where(f => f.ValueKind is JsonValueKind.String).Select(f => f.GetString()!);

    /// <summary>The fields that an object has, where only one form of it names any.</summary>
    public IEnumerable<string> FieldNames =>
        Find(_forms, "properties").Where(p => p.ValueKind is JsonValueKind.Object).ToArray() is { Length: 1 } only ? only[0].EnumerateObject().Select(p => p.Name) : [];

    /// <summary>The forms of a list's items.</summary>
    public SchemaForms GetItems() => new(_root, Find(_forms, "items"));

    /// <summary>The forms of a field.</summary>
    public SchemaForms GetField(string name) => new(
        _root,
        _forms.SelectMany(f => Find([f], "properties") is var properties && Find(properties, name).ToArray() is { Length: > 0 } said ? said : Find([f], "additionalProperties")));

    private IEnumerable<JsonElement> Expand(JsonElement schema, int depth) =>
        depth < MaxForms && SchemaReference.Resolve(_root, schema) is { ValueKind: JsonValueKind.Object } meant
            ? SchemaKeywords.GetForms(meant).SelectMany(f => Expand(f, depth + 1)).Prepend(meant)
            : [];

    private static IEnumerable<JsonElement> Find(IEnumerable<JsonElement> holders, string name)
    {
        foreach (JsonElement holder in holders)
        {
            if (holder.ValueKind is JsonValueKind.Object && holder.TryGetProperty(name, out JsonElement found))
            {
                yield return found;
            }
        }
    }
}
