using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mistral.Emulator;

/// <summary>Validates a value against the parts of JSON Schema that the API uses, with the error messages of the API.</summary>
/// <param name="document">Resolves references.</param>
/// <param name="fromText">Whether values come from a query, where all values are strings.</param>
internal sealed class SchemaChecker(OpenApiDocument document, bool fromText)
{
    private static readonly TimeSpan _patternPatience = TimeSpan.FromSeconds(1);

    public void Check(JsonElement schema, JsonElement value, object[] location, List<ValidationProblem> problems)
    {
        schema = document.Resolve(schema);
        if (schema.ValueKind != JsonValueKind.Object || (value.ValueKind == JsonValueKind.Null && IsNullable(schema)))
        {
            return;
        }

        if (schema.TryGetProperty("allOf", out var parts))
        {
            foreach (var part in Joined(parts))
            {
                Check(part, value, location, problems);
            }
        }

        if (schema.TryGetProperty("anyOf", out var branches) || schema.TryGetProperty("oneOf", out branches))
        {
            // An object with own properties and alternatives has the properties of both.
            if (schema.TryGetProperty("properties", out var shared))
            {
                CheckBranches(schema, [.. branches.EnumerateArray().Select(branch => WithProperties(document.Resolve(branch), shared))], value, location, problems);
                return;
            }

            CheckBranches(schema, [.. branches.EnumerateArray()], value, location, problems);
        }

        if (schema.TryGetProperty("const", out var constant) && !JsonElement.DeepEquals(constant, value))
        {
            AddExpected("literal_error", [constant], value, location, problems);
            return;
        }

        if (schema.TryGetProperty("type", out var type))
        {
            var kinds = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(kind => kind.GetString()!)] : new[] { type.GetString()! };
            if (!kinds.Any(kind => IsKind(value, kind)))
            {
                problems.Add(WrongKind(kinds[0], value, location));
                return;
            }
        }

        if (schema.TryGetProperty("enum", out var allowed) && !allowed.EnumerateArray().Any(item => JsonElement.DeepEquals(item, value)))
        {
            AddExpected("enum", [.. allowed.EnumerateArray()], value, location, problems);
            return;
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Number:
                CheckNumber(schema, value, location, problems);
                break;
            case JsonValueKind.String:
                CheckText(schema, value, location, problems);
                break;
            case JsonValueKind.Array:
                CheckArray(schema, value, location, problems);
                break;
            case JsonValueKind.Object:
                CheckObject(schema, value, location, problems);
                break;
        }
    }

    /// <summary>Returns the types that a value may have, except "null".</summary>
    public HashSet<string> KindsOf(JsonElement schema)
    {
        schema = document.Resolve(schema);
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var group in new[] { "anyOf", "oneOf", "allOf" })
        {
            if (schema.TryGetProperty(group, out var branches))
            {
                kinds.UnionWith(branches.EnumerateArray().SelectMany(KindsOf));
            }
        }

        if (schema.TryGetProperty("type", out var type))
        {
            kinds.UnionWith(type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(kind => kind.GetString()!) : [type.GetString()!]);
        }

        kinds.Remove("null");
        return kinds;
    }

    public HashSet<string> ItemKindsOf(JsonElement schema) =>
        Branches(schema).Where(branch => branch.TryGetProperty("items", out _)).Select(branch => KindsOf(branch.GetProperty("items"))).FirstOrDefault() ?? [];

    /// <summary>Adds the property names of an object; returns false if any name is allowed.</summary>
    public bool PropertiesOf(JsonElement schema, HashSet<string> names)
    {
        var found = false;
        foreach (var branch in Branches(schema))
        {
            if (branch.TryGetProperty("properties", out var properties))
            {
                found = true;
                names.UnionWith(properties.EnumerateObject().Select(property => property.Name));
            }
        }

        return found;
    }

    /// <summary>Returns the parts of a schema. Parts with properties are merged, because a property of one part is allowed by the others.</summary>
    private IEnumerable<JsonElement> Joined(JsonElement parts)
    {
        var resolved = parts.EnumerateArray().Select(document.Resolve).ToLookup(part => part.TryGetProperty("properties", out _));
        if (resolved[true].Count() < 2)
        {
            return parts.EnumerateArray();
        }

        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var part in resolved[true])
        {
            foreach (var property in part.GetProperty("properties").EnumerateObject())
            {
                properties[property.Name] = Node(property.Value);
            }

            foreach (var name in part.TryGetProperty("required", out var names) ? names.EnumerateArray() : default)
            {
                required.Add(Node(name));
            }
        }

        var joined = new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = required };
        return resolved[false].Append(JsonSerializer.SerializeToElement(joined));
    }

    private static JsonElement WithProperties(JsonElement branch, JsonElement shared)
    {
        var joined = Node(branch)!.AsObject();
        var properties = joined["properties"]?.AsObject() ?? [];
        foreach (var property in shared.EnumerateObject())
        {
            properties[property.Name] = Node(property.Value);
        }

        joined["properties"] = properties;
        joined["type"] = "object";
        return JsonSerializer.SerializeToElement(joined);
    }

    private IEnumerable<JsonElement> Branches(JsonElement schema)
    {
        schema = document.Resolve(schema);
        return schema.TryGetProperty("anyOf", out var branches) || schema.TryGetProperty("oneOf", out branches)
            ? branches.EnumerateArray().SelectMany(Branches)
            : [schema];
    }

    private void CheckBranches(JsonElement schema, JsonElement[] branches, JsonElement value, object[] location, List<ValidationProblem> problems)
    {
        if (schema.TryGetProperty("discriminator", out var discriminator) && value.ValueKind == JsonValueKind.Object)
        {
            CheckTagged(discriminator, branches, value, location, problems);
            return;
        }

        var found = new List<ValidationProblem>();
        var real = branches.Where(branch => !IsKindNull(branch)).ToArray();
        foreach (var branch in branches)
        {
            var here = new List<ValidationProblem>();
            object[] place = real.Length > 1 ? [.. location, Label(branch)] : location;
            Check(branch, value, place, here);
            if (here.Count == 0)
            {
                return;
            }

            if (!IsKindNull(branch))
            {
                found.AddRange(here);
            }
        }

        problems.AddRange(found);
    }

    private void CheckTagged(JsonElement discriminator, JsonElement[] branches, JsonElement value, object[] location, List<ValidationProblem> problems)
    {
        var name = discriminator.GetProperty("propertyName").GetString()!;
        var byTag = branches
            .SelectMany(branch => TagsOf(branch, name).Select(tag => (tag, branch)))
            .ToDictionary(pair => pair.tag, pair => pair.branch, StringComparer.Ordinal);
        if (!value.TryGetProperty(name, out var given))
        {
            problems.Add(new ValidationProblem("union_tag_not_found", location, $"Unable to extract tag using discriminator '{name}'")
            {
                Input = Node(value),
                Context = new JsonObject { ["discriminator"] = $"'{name}'" },
            });
        }
        else if (given.ValueKind == JsonValueKind.String && byTag.TryGetValue(given.GetString()!, out var branch))
        {
            Check(branch, value, [.. location, given.GetString()!], problems);
        }
        else
        {
            var expected = string.Join(", ", byTag.Keys.Select(tag => $"'{tag}'"));
            problems.Add(new ValidationProblem("union_tag_invalid", location, $"Input tag '{given}' found using '{name}' does not match any of the expected tags: {expected}")
            {
                Input = Node(value),
                Context = new JsonObject { ["discriminator"] = $"'{name}'", ["tag"] = given.ToString(), ["expected_tags"] = expected },
            });
        }
    }

    private IEnumerable<string> TagsOf(JsonElement branch, string name)
    {
        var resolved = document.Resolve(branch);
        if (!resolved.TryGetProperty("properties", out var properties) || !properties.TryGetProperty(name, out var property))
        {
            return [];
        }

        property = document.Resolve(property);
        if (property.TryGetProperty("const", out var constant))
        {
            return [constant.GetString()!];
        }

        if (property.TryGetProperty("enum", out var values))
        {
            return values.EnumerateArray().Select(value => value.GetString()!);
        }

        return property.TryGetProperty("default", out var only) && only.ValueKind == JsonValueKind.String ? [only.GetString()!] : [];
    }

    private void CheckObject(JsonElement schema, JsonElement value, object[] location, List<ValidationProblem> problems)
    {
        var required = schema.TryGetProperty("required", out var list)
            ? list.EnumerateArray().Select(name => name.GetString()!).ToHashSet(StringComparer.Ordinal)
            : [];
        var hasProperties = schema.TryGetProperty("properties", out var properties);
        if (hasProperties)
        {
            foreach (var property in properties.EnumerateObject())
            {
                object[] place = [.. location, property.Name];
                if (value.TryGetProperty(property.Name, out var member))
                {
                    Check(property.Value, member, place, problems);
                }
                else if (required.Contains(property.Name))
                {
                    problems.Add(new ValidationProblem("missing", place, "Field required") { Input = Node(value) });
                }
            }
        }

        var extraSchema = schema.TryGetProperty("additionalProperties", out var extra) ? extra : default;
        var nameSchema = schema.TryGetProperty("propertyNames", out var names) ? names : default;
        foreach (var member in value.EnumerateObject())
        {
            object[] place = [.. location, member.Name];
            if (nameSchema.ValueKind == JsonValueKind.Object)
            {
                Check(nameSchema, JsonSerializer.SerializeToElement(member.Name), [.. place, "[key]"], problems);
            }

            if (hasProperties && properties.TryGetProperty(member.Name, out _))
            {
                continue;
            }

            // The live API ignores unknown fields, but a test must detect a misspelled name.
            if (extraSchema.ValueKind == JsonValueKind.False || (extraSchema.ValueKind == JsonValueKind.Undefined && hasProperties))
            {
                problems.Add(new ValidationProblem("extra_forbidden", place, "Extra inputs are not permitted") { Input = Node(member.Value) });
            }
            else if (extraSchema.ValueKind == JsonValueKind.Object)
            {
                Check(extraSchema, member.Value, place, problems);
            }
        }
    }

    private void CheckArray(JsonElement schema, JsonElement value, object[] location, List<ValidationProblem> problems)
    {
        var length = value.GetArrayLength();
        if (schema.TryGetProperty("minItems", out var min) && length < min.GetInt32())
        {
            problems.Add(Bound("too_short", $"List should have at least {Items(min)} after validation, not {length}", "min_length", min, value, location));
        }

        if (schema.TryGetProperty("maxItems", out var max) && length > max.GetInt32())
        {
            problems.Add(Bound("too_long", $"List should have at most {Items(max)} after validation, not {length}", "max_length", max, value, location));
        }

        if (schema.TryGetProperty("uniqueItems", out var unique) && unique.ValueKind == JsonValueKind.True
            && value.EnumerateArray().Select(item => item.GetRawText()).Distinct(StringComparer.Ordinal).Count() < length)
        {
            problems.Add(new ValidationProblem("value_error", location, "Value error, items must be unique") { Input = Node(value) });
        }

        if (schema.TryGetProperty("items", out var items))
        {
            var index = 0;
            foreach (var item in value.EnumerateArray())
            {
                Check(items, item, [.. location, index++], problems);
            }
        }
    }

    // The document has one limit as text.
    private static double Limit(JsonElement limit) =>
        limit.ValueKind is JsonValueKind.String ? double.Parse(limit.GetString()!, CultureInfo.InvariantCulture) : limit.GetDouble();

    private static void CheckNumber(JsonElement schema, JsonElement value, object[] location, List<ValidationProblem> problems)
    {
        var number = value.GetDouble();
        if (schema.TryGetProperty("minimum", out var limit) && number < Limit(limit))
        {
            problems.Add(Bound("greater_than_equal", $"Input should be greater than or equal to {limit}", "ge", limit, value, location));
        }

        if (schema.TryGetProperty("exclusiveMinimum", out limit) && number <= Limit(limit))
        {
            problems.Add(Bound("greater_than", $"Input should be greater than {limit}", "gt", limit, value, location));
        }

        if (schema.TryGetProperty("maximum", out limit) && number > Limit(limit))
        {
            problems.Add(Bound("less_than_equal", $"Input should be less than or equal to {limit}", "le", limit, value, location));
        }

        if (schema.TryGetProperty("exclusiveMaximum", out limit) && number >= Limit(limit))
        {
            problems.Add(Bound("less_than", $"Input should be less than {limit}", "lt", limit, value, location));
        }
    }

    private static void CheckText(JsonElement schema, JsonElement value, object[] location, List<ValidationProblem> problems)
    {
        var text = value.GetString()!;
        if (schema.TryGetProperty("minLength", out var limit) && text.Length < limit.GetInt32())
        {
            problems.Add(Bound("string_too_short", $"String should have at least {Characters(limit)}", "min_length", limit, value, location));
        }

        if (schema.TryGetProperty("maxLength", out limit) && text.Length > limit.GetInt32())
        {
            problems.Add(Bound("string_too_long", $"String should have at most {Characters(limit)}", "max_length", limit, value, location));
        }

        if (schema.TryGetProperty("pattern", out var pattern) && !Regex.IsMatch(text, pattern.GetString()!, RegexOptions.None, _patternPatience))
        {
            problems.Add(Bound("string_pattern_mismatch", $"String should match pattern '{pattern}'", "pattern", pattern, value, location));
        }

        var problem = (schema.TryGetProperty("format", out var format) ? format.GetString() : null) switch
        {
            "uuid" when !Guid.TryParse(text, out _) => ("uuid_parsing", "Input should be a valid UUID"),
            "date-time" when !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _) => ("datetime_parsing", "Input should be a valid datetime"),
            "date" when !DateOnly.TryParseExact(text, "yyyy-MM-dd", out _) => ("date_from_datetime_parsing", "Input should be a valid date"),
            _ => (null, ""),
        };
        if (problem.Item1 is not null)
        {
            problems.Add(new ValidationProblem(problem.Item1, location, problem.Item2) { Input = Node(value) });
        }
    }

    private ValidationProblem WrongKind(string kind, JsonElement value, object[] location)
    {
        var ending = fromText && value.ValueKind == JsonValueKind.String ? "_parsing" : "_type";
        var (type, message) = kind switch
        {
            "integer" => ("int" + ending, "Input should be a valid integer" + (fromText ? ", unable to parse string as an integer" : "")),
            "number" => ("float" + ending, "Input should be a valid number" + (fromText ? ", unable to parse string as a number" : "")),
            "boolean" => ("bool" + ending, "Input should be a valid boolean" + (fromText ? ", unable to interpret input" : "")),
            "array" => ("list_type", "Input should be a valid list"),
            "object" => ("dict_type", "Input should be a valid dictionary"),
            "null" => ("none_required", "Input should be None"),
            _ => ("string_type", "Input should be a valid string"),
        };
        return new ValidationProblem(type, location, message) { Input = Node(value) };
    }

    private bool IsKindNull(JsonElement branch) =>
        document.Resolve(branch).TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() == "null";

    private static bool IsNullable(JsonElement schema) =>
        schema.TryGetProperty("nullable", out var nullable) && nullable.ValueKind == JsonValueKind.True;

    private static bool IsKind(JsonElement value, string kind) => kind switch
    {
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && Math.Floor(value.GetDouble()) == value.GetDouble(),
        "number" => value.ValueKind == JsonValueKind.Number,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "array" => value.ValueKind == JsonValueKind.Array,
        "object" => value.ValueKind == JsonValueKind.Object,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => true,
    };

    private static string Label(JsonElement branch)
    {
        if (branch.TryGetProperty("$ref", out var reference))
        {
            return reference.GetString()!.Split('/')[^1];
        }

        var kind = branch.TryGetProperty("type", out var type) ? type.ToString() : "union";
        return kind switch
        {
            "string" => "str",
            "integer" => "int",
            "number" => "float",
            "boolean" => "bool",
            "array" => branch.TryGetProperty("items", out var items) ? $"list[{Label(items)}]" : "list",
            "object" => "dict",
            _ => kind,
        };
    }

    private static void AddExpected(string type, JsonElement[] allowed, JsonElement value, object[] location, List<ValidationProblem> problems)
    {
        var names = allowed.Select(item => item.ValueKind == JsonValueKind.String ? $"'{item}'" : item.GetRawText()).ToArray();
        var expected = names.Length == 1 ? names[0] : string.Join(", ", names[..^1]) + " or " + names[^1];
        problems.Add(new ValidationProblem(type, location, "Input should be " + expected)
        {
            Input = Node(value),
            Context = new JsonObject { ["expected"] = expected },
        });
    }

    private static ValidationProblem Bound(string type, string message, string name, JsonElement limit, JsonElement value, object[] location) =>
        new(type, location, message) { Input = Node(value), Context = new JsonObject { [name] = Node(limit) } };

    private static string Items(JsonElement limit) => limit.GetInt32() == 1 ? "1 item" : $"{limit} items";

    private static string Characters(JsonElement limit) => limit.GetInt32() == 1 ? "1 character" : $"{limit} characters";

    private static JsonNode? Node(JsonElement value) => JsonNode.Parse(value.GetRawText());
}
