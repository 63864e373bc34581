using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;

namespace Mistral.Conformance.Tests;

/// <summary>A schema of the document, its references followed.</summary>
internal sealed class ApiSchema
{
    private readonly JsonElement _root;

    public ApiSchema(JsonElement root, JsonElement element)
    {
        _root = root;
        while (true)
        {
            if (element.TryGetProperty("$ref", out JsonElement reference))
            {
                element = reference.GetString()!.TrimStart('#', '/').Split('/').Aggregate(root, (holder, name) => holder.GetProperty(name));
            }
            else if (element.TryGetProperty("allOf", out JsonElement parts) && parts.GetArrayLength() == 1)
            {
                // This schema only adds a description or a default to another one.
                element = parts[0];
            }
            else
            {
                break;
            }
        }

        Element = element;
    }

    public JsonElement Element { get; }

    /// <summary>The schema itself, or the members of a union except null.</summary>
    public IEnumerable<ApiSchema> Alternatives
    {
        get
        {
            foreach (string union in new[] { "anyOf", "oneOf" })
            {
                if (Element.TryGetProperty(union, out JsonElement schemas))
                {
                    return schemas.EnumerateArray().Select(s => new ApiSchema(_root, s)).SelectMany(s => s.Alternatives).Where(s => s.Type != "null");
                }
            }

            return [this];
        }
    }

    /// <summary>Whether the value can be null.</summary>
    public bool IsNullable => Element.TryGetProperty("anyOf", out JsonElement any) && any.EnumerateArray().Any(s => s.TryGetProperty("type", out JsonElement type) && type.ToString() == "null");

    /// <summary>The type, or null if the schema does not state one.</summary>
    public string? Type
    {
        get
        {
            if (!Element.TryGetProperty("type", out JsonElement type))
            {
                return Element.TryGetProperty("properties", out _) || Element.TryGetProperty("allOf", out _) ? "object" : null;
            }

            return type.ValueKind is JsonValueKind.String ? type.GetString() : type.EnumerateArray().Select(t => t.GetString()).First(t => t != "null");
        }
    }

    public string? Format => Element.TryGetProperty("format", out JsonElement format) ? format.GetString() : null;

    public ApiSchema? Items => Element.TryGetProperty("items", out JsonElement items) ? new ApiSchema(_root, items) : null;

    /// <summary>The allowed values; empty if the schema does not restrict them.</summary>
    public IReadOnlyList<string> Values =>
        Element.TryGetProperty("enum", out JsonElement values) ? [.. values.EnumerateArray().Select(v => v.ToString())] : [];

    public double? Minimum => Number("minimum") ?? Number("exclusiveMinimum");

    public double? Maximum => Number("maximum") ?? Number("exclusiveMaximum");

    public IEnumerable<ApiField> GetFields()
    {
        if (Element.TryGetProperty("allOf", out JsonElement parts))
        {
            return parts.EnumerateArray().SelectMany(p => new ApiSchema(_root, p).GetFields());
        }

        if (!Element.TryGetProperty("properties", out JsonElement properties))
        {
            return Alternatives.Where(a => a != this).SelectMany(a => a.GetFields());
        }

        string[] required = Element.TryGetProperty("required", out JsonElement names) ? [.. names.EnumerateArray().Select(n => n.GetString()!)] : [];
        return properties.EnumerateObject().Select(p => new ApiField(p.Name, new ApiSchema(_root, p.Value), required.Contains(p.Name)));
    }

    /// <summary>Finds a field by its name, or one in an object, such as <c>traces.results</c>; null without it.</summary>
    public ApiSchema? Find(string path) =>
        path.Split('.').Aggregate((ApiSchema?)this, (schema, name) => schema?.GetFields().FirstOrDefault(f => f.Name == name)?.Schema);

    /// <summary>The fields of the object, or of the items if it is a list.</summary>
    public IEnumerable<ApiField> GetItemFields() => Alternatives.FirstOrDefault(a => a.Type == "array")?.Items is { } item ? item.GetFields() : GetFields();

    // The document has one limit as text.
    private double? Number(string name) => !Element.TryGetProperty(name, out JsonElement number) ? null
        : number.ValueKind is JsonValueKind.String ? double.Parse(number.GetString()!, CultureInfo.InvariantCulture) : number.GetDouble();
}
