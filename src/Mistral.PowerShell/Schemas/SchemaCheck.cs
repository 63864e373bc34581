using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mistral.PowerShell;

/// <summary>
/// Holds JSON against a JSON Schema: types, required and further fields, values, nesting, lists, bounds, patterns, unions
/// and references within the schema. Other keywords ask for nothing here.
/// </summary>
internal sealed class SchemaCheck
{
    private const int MostProblems = 20;
    private const int MostReferences = 64;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly JsonElement _root;
    private readonly List<string> _problems = [];

    private SchemaCheck(JsonElement root)
    {
        _root = root;
    }

    /// <summary>Finds what does not hold, as sentences with the place of each; values are not quoted.</summary>
    public static IReadOnlyList<string> FindProblems(JsonElement schema, JsonElement value)
    {
        SchemaCheck check = new(schema);
        check.Check(schema, value, "$");
        return check._problems;
    }

    /// <summary>Finds why a schema can't be used; null where it can.</summary>
    public static string? FindFault(JsonElement schema) =>
        schema.ValueKind is not JsonValueKind.Object ? "a JSON Schema is an object."
        : !schema.EnumerateObject().Any() ? "it is empty."
        : new SchemaCheck(schema).FindFault(schema, "$");

    private string? FindFault(JsonElement schema, string place)
    {
        if (schema.ValueKind is JsonValueKind.Object)
        {
            if (schema.TryGetProperty("$ref", out JsonElement reference) && reference.ValueKind is JsonValueKind.String && Resolve(schema) is null)
            {
                return $"at {place}, '{reference.GetString()}' leads nowhere in it.";
            }

            if (schema.TryGetProperty("pattern", out JsonElement pattern) && pattern.ValueKind is JsonValueKind.String && !IsPattern(pattern.GetString()!))
            {
                return $"at {place}, '{pattern.GetString()}' is no regular expression.";
            }

            return schema.EnumerateObject().Where(p => p.Name is not ("enum" or "const" or "default" or "examples"))
                .Select(p => FindFault(p.Value, $"{place}.{p.Name}")).FirstOrDefault(f => f is not null);
        }

        return schema.ValueKind is JsonValueKind.Array
            ? schema.EnumerateArray().Select(s => FindFault(s, place)).FirstOrDefault(f => f is not null)
            : null;
    }

    private static bool IsPattern(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant, s_patience);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // Follows references to the schema they mean; null where one leads nowhere or in a circle.
    private JsonElement? Resolve(JsonElement schema)
    {
        for (int i = 0; i < MostReferences; i++)
        {
            if (schema.ValueKind is not JsonValueKind.Object || !schema.TryGetProperty("$ref", out JsonElement reference))
            {
                return schema;
            }

            string path = reference.ToString();
            if (path.Length == 0 || path[0] != '#')
            {
                return null;
            }

            schema = _root;
            foreach (string step in path.Substring(1).Split('/').Where(s => s.Length > 0))
            {
                string name = Uri.UnescapeDataString(step).Replace("~1", "/").Replace("~0", "~");
                if (schema.ValueKind is not JsonValueKind.Object || !schema.TryGetProperty(name, out schema))
                {
                    return null;
                }
            }
        }

        return null;
    }

    private void Check(JsonElement given, JsonElement value, string place)
    {
        if (_problems.Count >= MostProblems || Resolve(given) is not { } schema)
        {
            return;
        }

        if (schema.ValueKind is JsonValueKind.False)
        {
            _problems.Add($"{place} is not to be there");
        }

        if (schema.ValueKind is not JsonValueKind.Object)
        {
            return;
        }

        if (schema.TryGetProperty("type", out JsonElement type) && !IsOfType(value, type))
        {
            _problems.Add($"{place} is to be {DescribeType(type)}");
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
        if (schema.TryGetProperty("enum", out JsonElement values) && !values.EnumerateArray().Any(v => IsSame(v, value)))
        {
            _problems.Add($"{place} is to be one of {string.Join(", ", values.EnumerateArray().Select(v => v.GetRawText()))}");
        }

        if (schema.TryGetProperty("const", out JsonElement only) && !IsSame(only, value))
        {
            _problems.Add($"{place} is to be {only.GetRawText()}");
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

        if (schema.TryGetProperty("anyOf", out JsonElement any) && !any.EnumerateArray().Any(s => Holds(s, value)))
        {
            AddUnion(any, value, place);
        }

        if (schema.TryGetProperty("oneOf", out JsonElement one) && one.EnumerateArray().Count(s => Holds(s, value)) is var fitting and not 1)
        {
            if (fitting > 1)
            {
                _problems.Add($"{place} fits several forms where it is to fit one");
            }
            else
            {
                AddUnion(one, value, place);
            }
        }
    }

    // Of a union with null, what is wrong with the other form says more than that neither fits.
    private void AddUnion(JsonElement union, JsonElement value, string place)
    {
        JsonElement[] forms = [.. union.EnumerateArray().Where(s => !(s.ValueKind is JsonValueKind.Object && s.TryGetProperty("type", out JsonElement t) && t.ValueEquals("null")))];
        if (forms.Length == 1)
        {
            Check(forms[0], value, place);
        }
        else
        {
            _problems.Add($"{place} fits none of the forms it may have");
        }
    }

    private bool Holds(JsonElement schema, JsonElement value)
    {
        SchemaCheck inner = new(_root);
        inner.Check(schema, value, "$");
        return inner._problems.Count == 0;
    }

    private void CheckObject(JsonElement schema, JsonElement value, string place)
    {
        if (schema.TryGetProperty("required", out JsonElement required))
        {
            foreach (string name in required.EnumerateArray().Select(n => n.ToString()).Where(n => !value.TryGetProperty(n, out _)))
            {
                _problems.Add($"{place}.{name} is missing");
            }
        }

        bool hasProperties = schema.TryGetProperty("properties", out JsonElement properties);
        bool hasFurther = schema.TryGetProperty("additionalProperties", out JsonElement further);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (hasProperties && properties.TryGetProperty(property.Name, out JsonElement inner))
            {
                Check(inner, property.Value, $"{place}.{property.Name}");
            }
            else if (hasFurther)
            {
                Check(further, property.Value, $"{place}.{property.Name}");
            }
        }
    }

    private void CheckList(JsonElement schema, JsonElement value, string place)
    {
        int count = value.GetArrayLength();
        CheckBounds(schema, "Items", count, $"{place} has {count} items", place);
        if (schema.TryGetProperty("items", out JsonElement items))
        {
            int index = 0;
            foreach (JsonElement item in value.EnumerateArray())
            {
                Check(items, item, $"{place}[{index++}]");
            }
        }

        if (schema.TryGetProperty("uniqueItems", out JsonElement unique) && unique.ValueKind is JsonValueKind.True
            && value.EnumerateArray().Select(i => i.GetRawText()).Distinct(StringComparer.Ordinal).Count() < count)
        {
            _problems.Add($"{place} has an item twice");
        }
    }

    private void CheckText(JsonElement schema, string text, string place)
    {
        int length = new StringInfo(text).LengthInTextElements;
        CheckBounds(schema, "Length", length, $"{place} has {length} characters", place);
        if (schema.TryGetProperty("pattern", out JsonElement pattern) && !Matches(text, pattern.GetString()!))
        {
            _problems.Add($"{place} is to match the pattern {pattern.GetString()}");
        }

        if (schema.TryGetProperty("format", out JsonElement format) && !HasFormat(text, format.GetString()))
        {
            _problems.Add($"{place} is to be of the format {format.GetString()}");
        }
    }

    private void CheckNumber(JsonElement schema, JsonElement value, string place)
    {
        double number = value.GetDouble();
        void CheckBound(string name, Func<double, bool> holds, string says)
        {
            if (schema.TryGetProperty(name, out JsonElement bound) && bound.ValueKind is JsonValueKind.Number && !holds(bound.GetDouble()))
            {
                _problems.Add($"{place} is to be {says} {bound.GetRawText()}");
            }
        }

        CheckBound("minimum", b => number >= b, "at least");
        CheckBound("maximum", b => number <= b, "at most");
        CheckBound("exclusiveMinimum", b => number > b, "above");
        CheckBound("exclusiveMaximum", b => number < b, "below");
        CheckBound("multipleOf", b => b == 0 || Math.Abs(number / b - Math.Round(number / b)) < 1e-9, "a multiple of");
    }

    private void CheckBounds(JsonElement schema, string what, int count, string says, string place)
    {
        if (schema.TryGetProperty("min" + what, out JsonElement least) && count < least.GetInt32())
        {
            _problems.Add($"{says}, which is fewer than {least.GetInt32()}");
        }

        if (schema.TryGetProperty("max" + what, out JsonElement most) && count > most.GetInt32())
        {
            _problems.Add($"{says}, which is more than {most.GetInt32()}");
        }
    }

    private static bool Matches(string text, string pattern)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, s_patience);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

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
            "integer" => value.ValueKind is JsonValueKind.Number && value.GetDouble() is var number && Math.Floor(number) == number,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind is JsonValueKind.Null,
            _ => true,
        };

    private static string DescribeType(JsonElement type) => type.ValueKind is JsonValueKind.Array
        ? string.Join(" or ", type.EnumerateArray().Select(t => t.ToString()))
        : type.ToString();

    private static bool IsSame(JsonElement left, JsonElement right) => (left.ValueKind, right.ValueKind) switch
    {
        (JsonValueKind.String, JsonValueKind.String) => left.GetString() == right.GetString(),
        (JsonValueKind.Number, JsonValueKind.Number) => left.GetDouble().Equals(right.GetDouble()),
        _ => left.ValueKind == right.ValueKind && left.GetRawText() == right.GetRawText(),
    };
}
