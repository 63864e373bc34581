using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mistral.Emulator;

/// <summary>Creates a value for a JSON schema from a text: its words for strings, its numbers for numbers.</summary>
internal sealed partial class SchemaFiller
{
    private const int MaxNesting = 8;
    private const int UsualItems = 2;

    private static readonly HashSet<string> _wholeAnswer = new(StringComparer.OrdinalIgnoreCase)
    {
        "answer", "content", "description", "explanation", "message", "reason", "summary", "text",
    };

    private readonly JsonElement _root;
    private readonly string _text;
    private readonly string _answer;
    private readonly Queue<string> _words;
    private readonly Queue<string> _numbers;

    /// <param name="root">The schema in which references are resolved.</param>
    /// <param name="text">The text of the user.</param>
    /// <param name="answer">The answer without a schema.</param>
    public SchemaFiller(JsonElement root, string text, string answer)
    {
        _root = root;
        _text = text;
        _answer = answer;
        // Names come first, because most schemas ask for them.
        _words = new Queue<string>(TextWords.Subjects(text).Where(word => !char.IsDigit(word[0])).OrderBy(word => char.IsUpper(word[0]) ? 0 : 1));
        _numbers = new Queue<string>(Number().Matches(text).Select(match => match.Value));
    }

    public JsonNode? Fill() => Value(_root, "", 0);

    private JsonNode? Value(JsonElement schema, string name, int depth)
    {
        schema = Resolve(schema);
        if (schema.ValueKind != JsonValueKind.Object || depth > MaxNesting)
        {
            return depth > MaxNesting ? null : Word(schema, name);
        }

        if (schema.TryGetProperty("const", out var constant))
        {
            return Node(constant);
        }

        if (schema.TryGetProperty("enum", out var allowed))
        {
            var values = allowed.EnumerateArray().ToList();
            var named = values.FindIndex(value => value.ValueKind == JsonValueKind.String && Mentions(value.GetString()!));
            return Node(values[Math.Max(0, named)]);
        }

        if (schema.TryGetProperty("anyOf", out var branches) || schema.TryGetProperty("oneOf", out branches))
        {
            var first = branches.EnumerateArray().FirstOrDefault(branch => KindOf(branch) != "null");
            return Value(first, name, depth + 1);
        }

        return KindOf(schema) switch
        {
            "object" => Members(schema, depth),
            "array" => Items(schema, name, depth),
            "integer" => JsonValue.Create((long)Limited(schema, Math.Truncate(NextNumber(name)))),
            "number" => JsonValue.Create(Limited(schema, NextNumber(name))),
            "boolean" => JsonValue.Create(Mentions(name)),
            "null" => null,
            _ => Word(schema, name),
        };
    }

    private JsonObject Members(JsonElement schema, int depth)
    {
        var filled = new JsonObject();
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
            {
                filled[property.Name] = Value(property.Value, property.Name, depth + 1);
            }
        }

        return filled;
    }

    private JsonArray Items(JsonElement schema, string name, int depth)
    {
        var least = schema.TryGetProperty("minItems", out var min) ? min.GetInt32() : 0;
        var most = schema.TryGetProperty("maxItems", out var max) ? max.GetInt32() : int.MaxValue;
        var item = schema.TryGetProperty("items", out var items) ? items : default;
        return new JsonArray([.. Enumerable.Range(0, Math.Min(most, Math.Max(least, UsualItems))).Select(_ => Value(item, name, depth + 1))]);
    }

    private JsonNode Word(JsonElement schema, string name)
    {
        var format = schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("format", out var given) ? given.GetString() : null;
        var text = format switch
        {
            "date" => Date().Match(_text) is { Success: true } date ? date.Value : "2026-01-01",
            "date-time" => "2026-01-01T00:00:00Z",
            "uuid" => Seed.Uuid(_text, 0),
            "uri" => "https://example.com/",
            "email" => Mail().Match(_text) is { Success: true } mail ? mail.Value : "someone@example.com",
            _ when _wholeAnswer.Contains(name) => _answer,
            _ => Stated(name) ?? (_words.TryDequeue(out var next) ? next : _answer),
        };
        if (schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("minLength", out var min))
        {
            text = text.PadRight(min.GetInt32(), '.');
        }

        return schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("maxLength", out var max) && text.Length > max.GetInt32()
            ? text[..max.GetInt32()]
            : text;
    }

    /// <summary>Finds the value that the text states for a property name, such as "city: Lyon" or "the city is Lyon".</summary>
    private string? Stated(string name)
    {
        if (name.Length == 0)
        {
            return null;
        }

        var match = Regex.Match(_text, $@"\b{Spoken(name)}\s*(?:is|:|=)\s*(?<value>[^\s,.;][^,.;\r\n]*)", RegexOptions.IgnoreCase);
        return match.Success ? match.Groups["value"].Value.Trim() : null;
    }

    private decimal NextNumber(string name)
    {
        var text = name.Length > 0 && Regex.Match(_text, $@"\b{Spoken(name)}\s*(?:is|:|=)?\s*(?<value>-?\d+(?:\.\d+)?)", RegexOptions.IgnoreCase) is { Success: true } stated
            ? stated.Groups["value"].Value
            : _numbers.TryDequeue(out var next) ? next : "0";
        return decimal.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private static decimal Limited(JsonElement schema, decimal number)
    {
        var least = schema.TryGetProperty("minimum", out var min) ? min.GetDecimal() : decimal.MinValue;
        var most = schema.TryGetProperty("maximum", out var max) ? max.GetDecimal() : decimal.MaxValue;
        return Math.Clamp(number, least, Math.Max(least, most));
    }

    private bool Mentions(string name) => name.Length > 0 && Regex.IsMatch(_text, $@"\b{Spoken(name)}\b", RegexOptions.IgnoreCase);

    private static string Spoken(string name) => Regex.Escape(name).Replace("_", "[ _]", StringComparison.Ordinal);

    private JsonElement Resolve(JsonElement schema)
    {
        for (var i = 0; i < MaxNesting && schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("$ref", out var reference); i++)
        {
            var target = _root;
            foreach (var step in reference.GetString()!.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                target = target.GetProperty(step);
            }

            schema = target;
        }

        return schema;
    }

    private string KindOf(JsonElement schema)
    {
        schema = Resolve(schema);
        if (schema.ValueKind != JsonValueKind.Object)
        {
            return "string";
        }

        if (!schema.TryGetProperty("type", out var type))
        {
            return schema.TryGetProperty("properties", out _) ? "object" : "string";
        }

        return type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Select(kind => kind.GetString()!).FirstOrDefault(kind => kind != "null") ?? "null"
            : type.GetString()!;
    }

    private static JsonNode? Node(JsonElement value) => JsonNode.Parse(value.GetRawText());

    [GeneratedRegex(@"(?<![\w.])-?\d+(?:\.\d+)?")]
    private static partial Regex Number();

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\d\b")]
    private static partial Regex Date();

    [GeneratedRegex(@"[\w.+-]+@[\w-]+\.[\w.-]+\w")]
    private static partial Regex Mail();
}
