using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.AI.Schemas;

/// <summary>
/// Validates JSON against a JSON Schema: types, required and additional fields, values, nesting, lists, bounds, patterns, unions,
/// and references within the schema. Other keywords are ignored.
/// </summary>
internal sealed class JsonSchemaValidator
{
    private const int MaxProblems = 20;
    private const int MaxNesting = 256;
    private const int MaxNameLength = 64;

    // Nested unions may double the time with each level. Valid answers need far fewer steps.
    private const int MaxSteps = 500_000;

    private readonly JsonElement _root;
    private List<string> _problems = [];
    private string? _end;
    private int _depth;
    private int _steps;

    private JsonSchemaValidator(JsonElement root)
    {
        _root = root;
    }

    /// <summary>Finds the mismatches, as sentences with the position of each. Values are not quoted.</summary>
    /// <param name="schema">A schema that <see cref="SchemaLinter"/> accepts.</param>
    /// <param name="value">The value.</param>
    public static IReadOnlyList<string> FindProblems(JsonElement schema, JsonElement value)
    {
        JsonSchemaValidator check = new(schema);
        check.Check(schema, value, "$");
        return check._end is { } end ? [end] : check._problems;
    }

    private void Check(JsonElement given, JsonElement value, string place)
    {
        if (_end is not null || _problems.Count >= MaxProblems || SchemaReference.Resolve(_root, given) is not { } schema)
        {
            return;
        }

        if (_depth >= MaxNesting || ++_steps > MaxSteps)
        {
            _end = _depth >= MaxNesting ? "it is nested too deep to be validated" : "its schema has too many alternatives to be validated";
            return;
        }

        _depth++;
        CheckResolved(schema, value, place);
        _depth--;
    }

    private void CheckResolved(JsonElement schema, JsonElement value, string place)
    {
        if (schema.ValueKind is JsonValueKind.False)
        {
            _problems.Add($"{place} must not be present");
        }

        if (schema.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        if (schema.TryGetProperty("type", out JsonElement type) && !IsOfType(value, type))
        {
            _problems.Add($"{place} must be {DescribeType(type)}");
            return;
        }

        CheckValues(schema, value, place);
        CheckUnions(schema, value, place);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(schema, value, place);
                break;
            case JsonValueKind.Array:
                CheckList(schema, value, place);
                break;
            case JsonValueKind.String:
                CheckText(schema, value.GetString()!, place);
                break;
            case JsonValueKind.Number:
                CheckNumber(schema, value, place);
                break;
        }
    }

    private void CheckValues(JsonElement schema, JsonElement value, string place)
    {
        if (schema.TryGetProperty("enum", out JsonElement values) && !values.EnumerateArray().Contains(value, JsonValueComparer.Instance))
        {
            _problems.Add($"{place} must be one of {string.Join(", ", values.EnumerateArray().Select(v => v.GetRawText()))}");
        }

        if (schema.TryGetProperty("const", out JsonElement only) && !JsonValueComparer.Instance.Equals(only, value))
        {
            _problems.Add($"{place} must be {only.GetRawText()}");
        }
    }

    private void CheckUnions(JsonElement schema, JsonElement value, string place)
    {
        if (schema.TryGetProperty("allOf", out JsonElement all))
        {
            foreach (JsonElement part in all.EnumerateArray())
            {
                Check(part, value, place);
            }
        }

        if (schema.TryGetProperty("anyOf", out JsonElement any) && CountFitting(any, value, place, most: 1, out List<string> wrong) == 0)
        {
            _problems.AddRange(wrong);
        }

        if (schema.TryGetProperty("oneOf", out JsonElement one) && CountFitting(one, value, place, most: 2, out wrong) is var fitting and not 1)
        {
            _problems.AddRange(fitting == 0 ? wrong : [$"{place} must match exactly one of the allowed schemas, but matches several"]);
        }
    }

    // For a union with null, the mismatch of the other schema is more useful than a general message. Each schema is validated once.
    private int CountFitting(JsonElement union, JsonElement value, string place, int most, out List<string> wrong)
    {
        int fitting = 0;
        List<List<string>> others = [];
        foreach (JsonElement form in union.EnumerateArray())
        {
            List<string> problems = FindIn(form, value, place);
            fitting += problems.Count == 0 ? 1 : 0;
            if (fitting == most)
            {
                break;
            }

            if (!IsNull(form))
            {
                others.Add(problems);
            }
        }

        wrong = others.Count == 1 ? others[0] : [$"{place} doesn't match any of the allowed schemas"];
        return fitting;
    }

    private List<string> FindIn(JsonElement schema, JsonElement value, string place)
    {
        List<string> outer = _problems;
        _problems = [];
        Check(schema, value, place);
        List<string> found = _problems;
        _problems = outer;
        return found;
    }

    private static bool IsNull(JsonElement schema) =>
        schema.ValueKind is JsonValueKind.Object && schema.TryGetProperty("type", out JsonElement type) && type.ValueKind is JsonValueKind.String && type.ValueEquals("null");

    private void CheckObject(JsonElement schema, JsonElement value, string place)
    {
        if (schema.TryGetProperty("required", out JsonElement required))
        {
            foreach (string name in required.EnumerateArray().Select(n => n.GetString()!).Where(n => !value.TryGetProperty(n, out _)))
            {
                _problems.Add($"{AppendName(place, name)} is missing");
            }
        }

        bool hasProperties = schema.TryGetProperty("properties", out JsonElement properties);
        bool hasFurther = schema.TryGetProperty("additionalProperties", out JsonElement further);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (hasProperties && properties.TryGetProperty(property.Name, out JsonElement inner))
            {
                Check(inner, property.Value, AppendName(place, property.Name));
            }
            else if (hasFurther)
            {
                Check(further, property.Value, AppendName(place, property.Name));
            }
        }
    }

    private void CheckList(JsonElement schema, JsonElement value, string place)
    {
        int count = value.GetArrayLength();
        CheckBounds(schema, "Items", count, $"{place} has {count} items");
        if (schema.TryGetProperty("items", out JsonElement items))
        {
            int index = 0;
            foreach (JsonElement item in value.EnumerateArray())
            {
                Check(items, item, $"{place}[{index++}]");
            }
        }

        if (schema.TryGetProperty("uniqueItems", out JsonElement unique) && unique.ValueKind is JsonValueKind.True
            && value.EnumerateArray().Distinct(JsonValueComparer.Instance).Count() < count)
        {
            _problems.Add($"{place} must not contain an item twice");
        }
    }

    private void CheckText(JsonElement schema, string text, string place)
    {
        // A character outside the first Unicode plane counts as one in JSON Schema, and has two chars here.
        int length = text.Count(c => !char.IsLowSurrogate(c));
        CheckBounds(schema, "Length", length, $"{place} has {length} characters");
        if (schema.TryGetProperty("pattern", out JsonElement pattern) && !SchemaPattern.IsMatch(text, pattern.GetString()!))
        {
            _problems.Add($"{place} must match the pattern {pattern.GetString()}");
        }

        if (schema.TryGetProperty("format", out JsonElement format) && !HasFormat(text, format.GetString()))
        {
            _problems.Add($"{place} must have the format {format.GetString()}");
        }
    }

    private void CheckNumber(JsonElement schema, JsonElement value, string place)
    {
        if (!JsonNumber.IsInRange(value))
        {
            _problems.Add($"{place} is a number that is too large");
            return;
        }

        void CheckBound(string name, Func<JsonElement, bool> holds, string says)
        {
            if (schema.TryGetProperty(name, out JsonElement bound) && !holds(bound))
            {
                _problems.Add($"{place} must be {says} {bound.GetRawText()}");
            }
        }

        CheckBound("minimum", b => JsonNumber.Compare(value, b) >= 0, "at least");
        CheckBound("maximum", b => JsonNumber.Compare(value, b) <= 0, "at most");
        CheckBound("exclusiveMinimum", b => JsonNumber.Compare(value, b) > 0, "above");
        CheckBound("exclusiveMaximum", b => JsonNumber.Compare(value, b) < 0, "below");
        CheckBound("multipleOf", b => JsonNumber.IsMultiple(value, b), "a multiple of");
    }

    private void CheckBounds(JsonElement schema, string what, int count, string says)
    {
        if (schema.TryGetProperty("min" + what, out JsonElement least) && count < least.GetDouble())
        {
            _problems.Add($"{says}, but must have at least {least.GetRawText()}");
        }

        if (schema.TryGetProperty("max" + what, out JsonElement most) && count > most.GetDouble())
        {
            _problems.Add($"{says}, but must have at most {most.GetRawText()}");
        }
    }

    // The names are from the model, so long ones are shortened.
    private static string AppendName(string place, string name) =>
        $"{place}.{ConsoleText.Escape(name.Length > MaxNameLength ? name.Remove(MaxNameLength) + "..." : name)}";

    private static bool HasFormat(string text, string? format) => format switch
    {
        "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _),
        "date" => DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
        "uuid" => Guid.TryParse(text, out _),
        "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
        _ => true,
    };

    private static bool IsOfType(JsonElement value, JsonElement type) => type.ValueKind is JsonValueKind.Array
        ? type.EnumerateArray().Any(t => IsOfType(value, t))
        : type.GetString() switch
        {
            "object" => value.ValueKind is JsonValueKind.Object,
            "array" => value.ValueKind is JsonValueKind.Array,
            "string" => value.ValueKind is JsonValueKind.String,
            "number" => value.ValueKind is JsonValueKind.Number,
            "integer" => value.ValueKind is JsonValueKind.Number && JsonNumber.IsWhole(value),
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind is JsonValueKind.Null,
            _ => true,
        };

    private static string DescribeType(JsonElement type) => type.ValueKind is JsonValueKind.Array
        ? string.Join(" or ", type.EnumerateArray().Select(t => WithArticle(t.ToString())))
        : WithArticle(type.ToString());

    private static string WithArticle(string type) => type switch
    {
        "null" => type,
        "integer" or "object" or "array" => $"an {type}",
        _ => $"a {type}",
    };
}
