using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Mistral.Client;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Observability.Traces;

/// <summary>Writes conditions in the search language of the API, and checks what a user has written in it.</summary>
internal static class SearchExpression
{
    /// <summary>The field has one of the values. A value may be a pattern.</summary>
    public const string EqualTo = "=";

    /// <summary>The field, which is a list, contains one of the values.</summary>
    public const string HasAny = "hasany";

    // A field, or an entry of a map such as span_attributes['custom.tag'], and an operator.
    private static readonly Regex s_key = new(
        @"^\s*(?<field>[a-z_][a-z0-9_]*(\['[^']+'\])?)\s*(?<operator>=|!=|<=|<|>=|>|\b(NOT\s+)?(I?LIKE|CONTAINS|REGEXP))?\s*$",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase);

    /// <summary>Joins conditions, all of which must be true. Returns null without any.</summary>
    public static string? Join(IEnumerable<string?> conditions)
    {
        string[] given = [.. conditions.OfType<string>().Where(c => c.Length > 0)];
        return given.Length == 0 ? null : given.Length == 1 ? given[0] : string.Join(" AND ", given.Select(Enclose));
    }

    /// <summary>Writes the conditions of a hashtable. A key is a field, which an operator may follow.</summary>
    /// <exception cref="MistralApiException">A key or a value isn't valid.</exception>
    public static IEnumerable<string> Read(IDictionary? filter)
    {
        foreach (DictionaryEntry entry in filter ?? new Hashtable())
        {
            Match key = s_key.Match(InvariantFormatter.Of(entry.Key));
            if (!key.Success)
            {
                throw MistralApiException.InvalidArgument(
                    $"'{entry.Key}' isn't a field in a filter. Expected a name such as service_name, with an operator if necessary, such as 'duration_ns >', or an attribute, such as span_attributes['custom.tag'].");
            }

            string written = Regex.Replace(key.Groups["operator"].Value, @"\s+", " ").ToUpperInvariant();
            yield return Write(key.Groups["field"].Value, written.Length == 0 ? EqualTo : written, entry.Value);
        }
    }

    /// <summary>Writes one condition.</summary>
    /// <param name="field">The field.</param>
    /// <param name="operation">The operator.</param>
    /// <param name="value">A value, several, or null for a field without a value.</param>
    /// <exception cref="MistralApiException">The value isn't valid.</exception>
    public static string Write(string field, string operation, object? value)
    {
        object? plain = PSValue.Unwrap(value);
        object?[] values = plain is IEnumerable many and not string ? [.. many.Cast<object?>().Select(PSValue.Unwrap)] : [plain];
        if (values.Length == 0)
        {
            throw MistralApiException.InvalidArgument($"The filter of '{field}' has no value. Use $null to find objects without a value.");
        }

        if (operation == HasAny)
        {
            if (values.FirstOrDefault(IsPattern) is { } pattern)
            {
                throw MistralApiException.InvalidArgument($"'{pattern}' is a pattern. '{field}' is a list, which is searched for complete values only.");
            }

            return values.Length == 1 ? $"has({field}, {GetLiteral(field, values[0])})" : $"hasany({field}, [{string.Join(", ", values.Select(v => GetLiteral(field, v)))}])";
        }

        if (operation == EqualTo && values.Length > 1 && !values.Any(v => v is null || IsPattern(v)))
        {
            return $"{field} IN ({string.Join(", ", values.Select(v => GetLiteral(field, v)))})";
        }

        // Several values with != mean none of them.
        string[] written = [.. values.Select(v => WriteOne(field, operation, v))];
        return written.Length == 1 ? written[0] : string.Join(operation == "!=" || operation.StartsWith("NOT ", StringComparison.Ordinal) ? " AND " : " OR ", written.Select(Enclose));
    }

    /// <summary>Checks quotation marks and brackets of an expression.</summary>
    /// <exception cref="MistralApiException">One isn't closed, or wasn't opened.</exception>
    public static string Check(string expression)
    {
        Stack<char> open = new();
        bool isText = false;
        foreach (char c in expression)
        {
            if (c == '\'')
            {
                isText = !isText;
            }
            else if (!isText && c is '(' or '[')
            {
                open.Push(c == '(' ? ')' : ']');
            }
            else if (!isText && c is ')' or ']' && (open.Count == 0 || open.Pop() != c))
            {
                throw MistralApiException.InvalidArgument($"The expression \"{expression}\" has a '{c}' without its opening bracket.");
            }
        }

        return isText ? throw MistralApiException.InvalidArgument($"A text in the expression \"{expression}\" has no closing quotation mark. A quotation mark in a text is written twice.")
            : open.Count > 0 ? throw MistralApiException.InvalidArgument($"The expression \"{expression}\" lacks a '{open.Peek()}'.")
            : expression;
    }

    private static string WriteOne(string field, string operation, object? value) => value switch
    {
        null when operation == EqualTo => $"{field} NOT EXISTS",
        null when operation == "!=" => $"{field} EXISTS",
        null => throw MistralApiException.InvalidArgument($"The filter '{field} {operation}' needs a value."),
        string text when operation is EqualTo or "!=" && IsPattern(text) =>
            $"{(operation == EqualTo ? string.Empty : "NOT ")}{field} ILIKE {Quote(text.Replace('*', '%').Replace('?', '_'))}",
        _ => $"{field} {operation} {GetLiteral(field, value)}",
    };

    private static bool IsPattern(object? value) => value is string text && text.IndexOfAny(['*', '?']) >= 0;

    private static string GetLiteral(string field, object? value) => value switch
    {
        string text => Quote(text),
        char letter => Quote(letter.ToString()),
        bool flag => flag ? "true" : "false",
        DateTime or DateTimeOffset or Guid or Enum => Quote(InvariantFormatter.Of(value)),
        TimeSpan span => (span.Ticks * 100).ToString(System.Globalization.CultureInfo.InvariantCulture),
        IFormattable number => InvariantFormatter.Of(number),
        _ => throw MistralApiException.InvalidArgument($"The filter of '{field}' has a value of type {value?.GetType().Name ?? "null"}. Expected a text, a number, a Boolean, a date or a time span."),
    };

    private static string Quote(string text) => $"'{text.Replace("'", "''")}'";

    private static string Enclose(string condition) =>
        Regex.IsMatch(condition, @"\b(OR|AND)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant) ? $"({condition})" : condition;
}
