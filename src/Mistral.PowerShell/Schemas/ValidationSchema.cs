using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json.Nodes;

namespace Mistral.PowerShell;

/// <summary>Says in a JSON Schema what PowerShell's validation attributes ask for.</summary>
internal static class ValidationSchema
{
    /// <summary>Adds what the attributes of a parameter or a property ask for to its schema.</summary>
    public static void Apply(JsonObject node, IEnumerable<Attribute> attributes)
    {
        // Of a list, most attributes are about each of its items.
        JsonObject value = node["items"] as JsonObject ?? node;
        foreach (Attribute attribute in attributes)
        {
            switch (attribute)
            {
                case ValidateSetAttribute set when set.ValidValues.Count > 0:
                    value["enum"] = new JsonArray([.. set.ValidValues.Select(v => (JsonNode)v)]);
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

    private static void SetNumber(JsonObject node, string name, object? bound)
    {
        if (bound is not null && LanguagePrimitives.TryConvertTo(bound, out decimal number))
        {
            node[name] = number;
        }
    }
}
