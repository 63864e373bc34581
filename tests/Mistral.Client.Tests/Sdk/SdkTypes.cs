#if NET
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mistral.Client.Tests;

/// <summary>The types that the official SDK declares, and values of them as the API sends them.</summary>
internal sealed partial class SdkTypes
{
    private const int MaxDepth = 8;

    private readonly Dictionary<string, string> _types = [];
    private readonly Dictionary<string, string[]> _enums = [];
    private int _next;

    private SdkTypes()
    {
    }

    /// <summary>Reads the declarations in a folder.</summary>
    public static SdkTypes Read(string folder)
    {
        SdkTypes read = new();
        foreach (string file in Directory.EnumerateFiles(folder, "*.d.ts"))
        {
            string text = Comment().Replace(File.ReadAllText(file), string.Empty);
            foreach (Match type in Declaration().Matches(text))
            {
                string rest = text[(type.Index + type.Length)..];
                read._types[type.Groups["name"].Value] = Take(rest, ';').Trim();
            }

            foreach (Match values in Enumeration().Matches(text))
            {
                read._enums[values.Groups["name"].Value] = [.. Literal().Matches(values.Groups["body"].Value).Select(v => v.Groups["text"].Value)];
            }
        }

        return read;
    }

    /// <summary>Gets values of a type; for a union, one for each member.</summary>
    public IReadOnlyList<JsonNode> GetSamples(string name) => [.. Create(name, depth: 0).OfType<JsonNode>()];

    private IReadOnlyList<JsonNode?> Create(string type, int depth)
    {
        type = type.Trim();
        string[] members = Split(type, '|');
        if (members.Length > 1)
        {
            return [.. members.Where(m => m.Trim() is not ("null" or "undefined") && !m.Trim().StartsWith("discriminatedUnionTypes.", StringComparison.Ordinal)).SelectMany(m => Create(m, depth)).Select(n => n?.DeepClone())];
        }

        // An intersection only repeats the discriminator.
        type = Split(type.StartsWith('(') ? type[1..^1] : type, '&')[0].Trim();
        Match list = List().Match(type);
        if (list.Success)
        {
            return [new JsonArray([.. Create(list.Groups["item"].Value, depth + 1).Select(n => n?.DeepClone())])];
        }

        Match words = OpenEnum().Match(type);
        return words.Success ? [.. _enums[words.Groups["name"].Value].Select(v => (JsonNode?)v)]
            : type.StartsWith('{') ? [CreateObject(type, depth)]
            : type.StartsWith('"') ? [type.Trim('"')]
            : _types.TryGetValue(type, out string? known) ? (depth > MaxDepth ? [] : Create(known, depth + 1))
            : [type switch
            {
                "string" => $"text {++_next}",
                "number" => ++_next,
                "boolean" => true,
                "Date" => $"2026-01-02T03:04:{++_next % 60:00}Z",
                "any" or "unknown" => new JsonObject { ["a_b"] = ++_next },
                _ => throw new InvalidOperationException($"The SDK has a type that the test does not know: {type}"),
            }];
    }

    private JsonObject CreateObject(string type, int depth)
    {
        JsonObject made = [];
        foreach (string field in Split(type[1..^1], ';').Where(f => f.Contains(':', StringComparison.Ordinal)))
        {
            string[] parts = field.Trim().StartsWith('[') ? ["any_name", field[(field.LastIndexOf(']') + 2)..]] : [Take(field, ':'), field[(field.IndexOf(':', StringComparison.Ordinal) + 1)..]];
            if (Create(parts[1], depth + 1) is [{ } value, ..])
            {
                made[JsonNamingPolicy.SnakeCaseLower.ConvertName(parts[0].Trim().TrimEnd('?'))] = value.DeepClone();
            }
        }

        return made;
    }

    private static string Take(string text, char end) => Split(text, end)[0];

    // Splits at the sign outside all brackets.
    private static string[] Split(string text, char sign)
    {
        List<string> parts = [];
        int depth = 0;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            depth += text[i] is '{' or '(' or '<' or '[' ? 1 : text[i] is '}' or ')' or '>' or ']' ? -1 : 0;
            if (text[i] == sign && depth == 0)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        return [.. parts, text[start..]];
    }

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"^export type (?<name>\w+) = ", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"^export declare const (?<name>\w+): \{(?<body>[^}]*)\}", RegexOptions.Multiline)]
    private static partial Regex Enumeration();

    [GeneratedRegex(@"readonly \w+: ""(?<text>[^""]*)""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"^(?:Array<(?<item>.*)>)$", RegexOptions.Singleline)]
    private static partial Regex List();

    [GeneratedRegex(@"^(?:OpenEnum|ClosedEnum)<typeof (?<name>\w+)>$")]
    private static partial Regex OpenEnum();
}
#endif
