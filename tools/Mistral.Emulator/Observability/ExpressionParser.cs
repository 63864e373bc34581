using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Mistral.Emulator;

/// <summary>Reads a search expression of the observability API, such as <c>service_name = 'bot' AND duration_ns &gt; 5000</c>.</summary>
internal sealed class ExpressionParser
{
    private static readonly Regex _token = new(
        @"\s*(?:(?<text>'(?:[^']|'')*')|(?<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(?<word>[A-Za-z_][A-Za-z0-9_]*(?:\['[^']+'\])?)|(?<sign><=|>=|!=|[=<>()\[\],]))",
        RegexOptions.CultureInvariant);

    private readonly List<string> _tokens = [];
    private int _at;

    private ExpressionParser(string expression)
    {
        var position = 0;
        while (expression[position..].Trim().Length > 0)
        {
            var match = _token.Match(expression, position);
            if (!match.Success || match.Index != position)
            {
                throw new FormatException($"Unexpected character at position {position}");
            }

            _tokens.Add(match.Value.Trim());
            position += match.Length;
        }
    }

    /// <summary>Returns the condition of an expression; one that is always true without an expression.</summary>
    /// <exception cref="FormatException">The expression isn't valid.</exception>
    public static Predicate<JsonObject> Parse(string? expression)
    {
        if (string.IsNullOrWhiteSpace(expression))
        {
            return _ => true;
        }

        var parser = new ExpressionParser(expression);
        var condition = parser.Or();
        return parser._at == parser._tokens.Count ? condition : throw new FormatException($"Unexpected '{parser._tokens[parser._at]}'");
    }

    private Predicate<JsonObject> Or()
    {
        var left = And();
        while (Take("OR"))
        {
            var (first, second) = (left, And());
            left = item => first(item) || second(item);
        }

        return left;
    }

    private Predicate<JsonObject> And()
    {
        var left = Not();
        while (Take("AND"))
        {
            var (first, second) = (left, Not());
            left = item => first(item) && second(item);
        }

        return left;
    }

    private Predicate<JsonObject> Not()
    {
        if (Take("NOT"))
        {
            var inner = Not();
            return item => !inner(item);
        }

        if (Take("("))
        {
            var inner = Or();
            Expect(")");
            return inner;
        }

        return Take("has") ? Has(all: true) : Take("hasany") ? Has(all: false) : Take("hasall") ? Has(all: true) : Comparison();
    }

    private Predicate<JsonObject> Has(bool all)
    {
        Expect("(");
        var field = Next();
        Expect(",");
        var wanted = Take("[") ? List("]") : [Literal()];
        Expect(")");
        return item => all
            ? wanted.All(value => Texts(Find(item, field)).Contains(Text(value)))
            : wanted.Any(value => Texts(Find(item, field)).Contains(Text(value)));
    }

    private Predicate<JsonObject> Comparison()
    {
        var field = Next();
        var negated = Take("NOT");
        Predicate<JsonObject> condition = Next().ToUpperInvariant() switch
        {
            "EXISTS" => item => Texts(Find(item, field)).Any(text => text.Length > 0),
            "IN" => In(field),
            "BETWEEN" => Between(field),
            "LIKE" => Matches(field, RegexOptions.None, Like(Literal())),
            "ILIKE" => Matches(field, RegexOptions.IgnoreCase, Like(Literal())),
            "REGEXP" => Matches(field, RegexOptions.None, Text(Literal())),
            "CONTAINS" => Contains(field),
            "=" => Compare(field, order => order == 0),
            "!=" => Compare(field, order => order != 0),
            "<" => Compare(field, order => order < 0),
            "<=" => Compare(field, order => order <= 0),
            ">" => Compare(field, order => order > 0),
            ">=" => Compare(field, order => order >= 0),
            var other => throw new FormatException($"Unknown operator '{other}'"),
        };
        return negated ? item => !condition(item) : condition;
    }

    private Predicate<JsonObject> In(string field)
    {
        Expect("(");
        var values = List(")");
        return item => values.Any(value => Order(Find(item, field), value) == 0);
    }

    private Predicate<JsonObject> Between(string field)
    {
        var low = Literal();
        Expect("AND");
        var high = Literal();
        return item => Order(Find(item, field), low) >= 0 && Order(Find(item, field), high) <= 0;
    }

    private Predicate<JsonObject> Contains(string field)
    {
        var part = Text(Literal());
        return item => Find(item, field) is JsonArray list ? Texts(list).Contains(part) : Text(Find(item, field)).Contains(part, StringComparison.Ordinal);
    }

    private static Predicate<JsonObject> Matches(string field, RegexOptions options, string pattern) =>
        item => Texts(Find(item, field)).Any(text => Regex.IsMatch(text, pattern, options | RegexOptions.CultureInvariant));

    private Predicate<JsonObject> Compare(string field, Predicate<int> fits)
    {
        var value = Literal();
        return item => Find(item, field) is { } held && fits(Order(held, value));
    }

    private static string Like(JsonNode? pattern) =>
        "^" + Regex.Escape(Text(pattern)).Replace("%", ".*", StringComparison.Ordinal).Replace("_", ".", StringComparison.Ordinal) + "$";

    private List<JsonNode?> List(string end)
    {
        var values = new List<JsonNode?> { Literal() };
        while (Take(","))
        {
            values.Add(Literal());
        }

        Expect(end);
        return values;
    }

    private JsonNode? Literal()
    {
        var token = Next();
        return token[0] == '\'' ? token[1..^1].Replace("''", "'", StringComparison.Ordinal)
            : token is "true" or "false" ? token == "true"
            : double.TryParse(token, CultureInfo.InvariantCulture, out var number) ? number
            : throw new FormatException($"Expected a value, got '{token}'");
    }

    private static JsonNode? Find(JsonObject item, string field)
    {
        var bracket = field.IndexOf('[', StringComparison.Ordinal);
        return bracket < 0 ? item[field] : (item[field[..bracket]] as JsonObject)?[field[(bracket + 2)..^2]];
    }

    private static int Order(JsonNode? left, JsonNode? right) =>
        double.TryParse(Text(left), CultureInfo.InvariantCulture, out var a) && double.TryParse(Text(right), CultureInfo.InvariantCulture, out var b)
            ? a.CompareTo(b)
            : string.CompareOrdinal(Text(left), Text(right));

    private static IEnumerable<string> Texts(JsonNode? value) => value is JsonArray list ? list.Select(Text) : value is null ? [] : [Text(value)];

    private static string Text(JsonNode? value) => value?.ToString() ?? "";

    private bool Take(string token)
    {
        var isNext = _at < _tokens.Count && string.Equals(_tokens[_at], token, StringComparison.OrdinalIgnoreCase);
        _at += isNext ? 1 : 0;
        return isNext;
    }

    private void Expect(string token)
    {
        if (!Take(token))
        {
            throw new FormatException($"Expected '{token}'");
        }
    }

    private string Next() => _at < _tokens.Count ? _tokens[_at++] : throw new FormatException("Unexpected end of the expression");
}
