using System;
using System.Collections.Generic;
using System.Linq;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>Finds the values of named settings: <c>Password=value;</c>, <c>"token": "value"</c>, <c>pwd='value'</c>.</summary>
internal static class KeyValue
{
    private const int MaxName = 32;
    private const int MaxSpace = 8;

    /// <summary>Gets the places of the values whose name ends with one of the names.</summary>
    /// <param name="text">The text.</param>
    /// <param name="endings">The endings of names, in lower case and without spaces, hyphens and underscores.</param>
    /// <param name="names">The names that must be the whole name.</param>
    public static IEnumerable<(int Start, int End)> Find(string text, string[] endings, string[] names)
    {
        char[] separators = ['=', ':'];
        int at = text.IndexOfAny(separators);
        while (at >= 0)
        {
            int next = at + 1;
            if (IsName(ReadName(text, at), endings, names))
            {
                (int start, int end) = ReadValue(text, at + 1);
                if (end > start)
                {
                    yield return (start, end);
                    next = end;
                }
            }

            at = text.IndexOfAny(separators, next);
        }
    }

    /// <summary>Whether the property of this name has such a value.</summary>
    /// <inheritdoc cref="Find"/>
    public static bool IsName(string name, string[] endings, string[] names)
    {
        string plain = name.Length <= 2 * MaxName && name.All(IsPlain) ? name : ReadName(name, name.Length);
        return plain.Length > 0 && (endings.Any(e => plain.EndsWith(e, StringComparison.Ordinal)) || names.Contains(plain));
    }

    private static bool IsPlain(char c) => c is (>= 'a' and <= 'z') or (>= '0' and <= '9');

    private static string ReadName(string text, int end)
    {
        int floor = Math.Max(0, end - MaxSpace);
        while (end > floor && text[end - 1] is ' ' or '\t')
        {
            end--;
        }

        if (end > floor && text[end - 1] is '"' or '\'')
        {
            end--;
            end -= end > floor && text[end - 1] == '\\' ? 1 : 0;
        }

        Span<char> name = stackalloc char[MaxName];
        int length = 0;
        for (int i = end - 1; i >= 0 && length < MaxName && (char.IsLetterOrDigit(text[i]) || text[i] is '_' or '-' or ' ') && i > end - (2 * MaxName); i--)
        {
            if (char.IsLetterOrDigit(text[i]))
            {
                name[MaxName - ++length] = char.ToLowerInvariant(text[i]);
            }
            else if (text[i] is ' ' && !IsPartOfName(text, i))
            {
                break;
            }
        }

        return name.Slice(MaxName - length).ToString();
    }

    // The names of connection strings have spaces: "User ID", "Shared Access Key". Other words before a name don't belong to it.
    private static bool IsPartOfName(string text, int space) =>
        EndsWith(text, space, "user") || EndsWith(text, space, "account") || EndsWith(text, space, "access") || EndsWith(text, space, "shared") || EndsWith(text, space, "client");

    private static bool EndsWith(string text, int end, string word) =>
        end >= word.Length && Ascii.StartsWith(text, end - word.Length, word, StringComparison.OrdinalIgnoreCase);

    private static (int Start, int End) ReadValue(string text, int start)
    {
        int limit = Math.Min(text.Length, start + MaxSpace);
        while (start < limit && text[start] is ' ' or '\t' or '=' or '>' or ':')
        {
            start++;
        }

        if (Ascii.Is(text, start, '\\') && start + 1 < text.Length && text[start + 1] is '"' or '\'')
        {
            start++;
        }

        char first = start < text.Length ? text[start] : '\n';
        if (first is '"' or '\'' or '{')
        {
            char close = first == '{' ? '}' : first;
            int end = Ascii.EndOf(text, start + 1, c => c != close && c is not ('\r' or '\n'));
            return (start + 1, end > start + 1 && text[end - 1] == '\\' ? end - 1 : end);
        }

        return (start, Ascii.EndOf(text, start, static c => !char.IsWhiteSpace(c) && c is not (';' or '"' or '\'')));
    }
}
