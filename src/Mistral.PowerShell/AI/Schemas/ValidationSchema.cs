using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Mistral.PowerShell.AI.Schemas;

/// <summary>Adds the rules of PowerShell's validation attributes to a JSON Schema.</summary>
internal static class ValidationSchema
{
    /// <summary>Adds the rules of the attributes of a parameter or a property to its schema.</summary>
    public static void Apply(JsonObject node, IEnumerable<Attribute> attributes)
    {
        // For a list, most attributes apply to its items.
        JsonObject value = node["items"] as JsonObject ?? node;
        foreach (Attribute attribute in attributes)
        {
            switch (attribute)
            {
                case ValidateSetAttribute set when set.ValidValues.Count > 0:
                    value["enum"] = new JsonArray([.. set.ValidValues.Select(v => ToValue(v, GetTypeName(value))).OfType<JsonNode>()]);
                    break;
                case ValidateRangeAttribute { MinRange: null, MaxRange: null } range:
                    SetKind(value, range);
                    break;
                case ValidateRangeAttribute range:
                    SetNumber(value, "minimum", range.MinRange);
                    SetNumber(value, "maximum", range.MaxRange);
                    break;
                case ValidateLengthAttribute length:
                    value["minLength"] = length.MinLength;
                    value["maxLength"] = length.MaxLength;
                    break;
                case ValidatePatternAttribute pattern:
                    value["pattern"] = pattern.RegexPattern;
                    break;
                case ValidateCountAttribute count when node.ContainsKey("items"):
                    node["minItems"] = count.MinLength;
                    node["maxItems"] = count.MaxLength;
                    break;
                case ValidateNotNullOrEmptyAttribute when value["type"]?.ToString() == "string" && !value.ContainsKey("enum"):
                    value["minLength"] = 1;
                    break;
            }
        }
    }

    private static string? GetTypeName(JsonObject node) => (node["type"] ?? node["anyOf"]?[0]?["type"])?.ToString();

    // The attribute has all values as text; a text that can't be converted to the type is skipped.
    private static JsonValue? ToValue(string text, string? type) => type switch
    {
        "integer" or "number" => TryConvert(text, out decimal number) ? JsonValue.Create(number) : null,
        "boolean" => TryConvert(text, out bool flag) ? JsonValue.Create(flag) : null,
        _ => JsonValue.Create(text),
    };

    private static bool TryConvert<T>(string text, out T value) => LanguagePrimitives.TryConvertTo(text, CultureInfo.InvariantCulture, out value);

    // A range kind such as Positive has no bounds, and exists only in newer versions of PowerShell.
    private static void SetKind(JsonObject node, ValidateRangeAttribute range)
    {
        string? kind = range.GetType().GetProperty("RangeKind", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)?.GetValue(range)?.ToString();
        string? bound = kind switch
        {
            "Positive" => "exclusiveMinimum",
            "NonNegative" => "minimum",
            "Negative" => "exclusiveMaximum",
            "NonPositive" => "maximum",
            _ => null,
        };
        if (bound is not null)
        {
            node[bound] = 0;
        }
    }

    private static void SetNumber(JsonObject node, string name, object? bound)
    {
        if (bound is not null && LanguagePrimitives.TryConvertTo(bound, out decimal number))
        {
            node[name] = number;
        }
    }
}
