using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Mistral.PowerShell.AI.Schemas;

/// <summary>Finds the reason why a JSON Schema can't be used: keywords with invalid values, and references without a target or in a circle.</summary>
internal sealed class SchemaLinter
{
    private static readonly Dictionary<string, (Func<JsonElement, bool> IsValid, string Expected)> s_keywords = new(StringComparer.Ordinal)
    {
        ["$ref"] = (IsText, "text"),
        ["format"] = (IsText, "text"),
        ["pattern"] = (IsText, "text"),
        ["type"] = (v => IsText(v) || IsTexts(v), "text or a list of texts"),
        ["required"] = (IsTexts, "a list of names"),
        ["enum"] = (IsList, "a list of values"),
        ["properties"] = (v => v.ValueKind is JsonValueKind.Object, "an object with a schema for each name"),
        ["items"] = (IsSchema, "one schema"),
        ["additionalProperties"] = (IsSchema, "true, false or a schema"),
        ["allOf"] = (IsFilledList, "a list of schemas"),
        ["anyOf"] = (IsFilledList, "a list of schemas"),
        ["oneOf"] = (IsFilledList, "a list of schemas"),
        ["uniqueItems"] = (IsFlag, "true or false"),
        ["minItems"] = (IsNumber, "a number"),
        ["maxItems"] = (IsNumber, "a number"),
        ["minLength"] = (IsNumber, "a number"),
        ["maxLength"] = (IsNumber, "a number"),
        ["minimum"] = (IsNumber, "a number"),
        ["maximum"] = (IsNumber, "a number"),
        ["exclusiveMinimum"] = (IsNumber, "a number"),
        ["exclusiveMaximum"] = (IsNumber, "a number"),
        ["multipleOf"] = (IsNumber, "a number"),
    };

    // A longer chain of references counts as a circle.
    private const int MaxReferenceDepth = 64;

    private readonly JsonElement _root;
    private readonly Queue<(string Place, JsonElement Schema)> _open = new();
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _followed = new(StringComparer.Ordinal);
    private readonly HashSet<string> _straight = new(StringComparer.Ordinal);

    private SchemaLinter(JsonElement root)
    {
        _root = root;
    }

    /// <summary>Finds the reason why a schema can't be used; null if it can.</summary>
    public static string? Find(JsonElement schema) =>
        schema.ValueKind is not JsonValueKind.Object ? "a JSON Schema must be an object."
        : !schema.EnumerateObject().Any() ? "it is empty."
        : new SchemaLinter(schema).Find();

    private string? Find()
    {
        _open.Enqueue(("#", _root));
        while (_open.Count > 0)
        {
            (string place, JsonElement schema) = _open.Dequeue();
            if (FindIn(schema, place) is { } fault)
            {
                return $"at {place}, {fault}.";
            }
        }

        return null;
    }

    private string? FindIn(JsonElement schema, string place)
    {
        if (schema.ValueKind is not JsonValueKind.Object)
        {
            return IsSchema(schema) ? null : "a schema must be an object, true or false";
        }

        foreach (JsonProperty property in schema.EnumerateObject())
        {
            if (s_keywords.TryGetValue(property.Name, out (Func<JsonElement, bool> IsValid, string Expected) keyword) && !keyword.IsValid(property.Value))
            {
                return $"'{property.Name}' must be {keyword.Expected}";
            }
        }

        if (schema.TryGetProperty("pattern", out JsonElement pattern) && !SchemaPattern.IsPattern(pattern.GetString()!))
        {
            return $"'{pattern.GetString()}' isn't a valid regular expression";
        }

        foreach ((string, JsonElement) inner in SchemaKeywords.GetInner(schema, place))
        {
            _open.Enqueue(inner);
        }

        return FindInReference(schema) ?? (HasCircle(schema) ? "its references form a circle" : null);
    }

    // The target of a reference may be in a place that no keyword contains, so it is checked as well.
    private string? FindInReference(JsonElement schema)
    {
        if (!schema.TryGetProperty("$ref", out JsonElement reference))
        {
            return null;
        }

        string name = reference.GetString()!;
        if (SchemaReference.Resolve(_root, schema) is not { } meant)
        {
            return $"the target of the reference '{name}' was not found in the schema";
        }

        if (_seen.Add(name))
        {
            _open.Enqueue((name, meant));
        }

        return null;
    }

    // Each reference is followed once. A reference that was followed to its end is not part of a circle.
    private bool HasCircle(JsonElement schema)
    {
        if (schema.ValueKind is not JsonValueKind.Object)
        {
            return false;
        }

        if (!schema.TryGetProperty("$ref", out JsonElement reference))
        {
            return SchemaKeywords.GetForms(schema).Any(HasCircle);
        }

        string name = reference.ToString();
        if (_straight.Contains(name) || SchemaReference.Resolve(_root, schema) is not { } meant)
        {
            return false;
        }

        if (_followed.Count >= MaxReferenceDepth || !_followed.Add(name) || HasCircle(meant))
        {
            return true;
        }

        _ = _followed.Remove(name);
        _ = _straight.Add(name);
        return false;
    }

    private static bool IsText(JsonElement value) => value.ValueKind is JsonValueKind.String;

    private static bool IsTexts(JsonElement value) => IsList(value) && value.EnumerateArray().All(IsText);

    private static bool IsList(JsonElement value) => value.ValueKind is JsonValueKind.Array;

    private static bool IsFilledList(JsonElement value) => IsList(value) && value.GetArrayLength() > 0;

    private static bool IsFlag(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False;

    private static bool IsSchema(JsonElement value) => value.ValueKind is JsonValueKind.Object || IsFlag(value);

    private static bool IsNumber(JsonElement value) => value.ValueKind is JsonValueKind.Number && JsonNumber.IsInRange(value);
}
