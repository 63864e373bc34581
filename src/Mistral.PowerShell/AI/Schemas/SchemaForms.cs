using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Mistral.PowerShell.AI.Schemas;

/// <summary>All schemas that apply to one value: targets of references, and alternatives of unions.</summary>
internal sealed class SchemaForms
{
    // Nested unions may double their number with each level. The format of a date is found among far fewer.
    private const int MaxForms = 64;

    /// <summary>The format of a whole number that becomes a [long].</summary>
    public const string Long = "int64";

    /// <summary>The format of a number that becomes a [decimal].</summary>
    public const string Decimal = "decimal";

    /// <summary>The start of the format of a text that becomes a value of a .NET enumeration. The name of the type follows.</summary>
    public const string Enumeration = "enum:";

    private readonly JsonElement _root;
    private readonly IReadOnlyList<JsonElement> _forms;

    private SchemaForms(JsonElement root, IEnumerable<JsonElement> schemas)
    {
        _root = root;
        _forms = [.. schemas.SelectMany(s => Expand(s, depth: 0)).Take(MaxForms)];
    }

    /// <summary>Gets the schemas of a root value.</summary>
    public static SchemaForms Of(JsonElement schema) => new(schema, [schema]);

    /// <summary>The possible formats of the value.</summary>
    public IEnumerable<string> Formats => Find(_forms, "format").Where(f => f.ValueKind is JsonValueKind.String).Select(f => f.GetString()!);

    /// <summary>The fields that an object has, where only one form of it names any.</summary>
    public IEnumerable<string> FieldNames =>
        Find(_forms, "properties").Where(p => p.ValueKind is JsonValueKind.Object).ToArray() is { Length: 1 } only ? only[0].EnumerateObject().Select(p => p.Name) : [];

    /// <summary>Gets the schemas of a list's items.</summary>
    public SchemaForms GetItems() => new(_root, Find(_forms, "items"));

    /// <summary>Gets the schemas of a field.</summary>
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
