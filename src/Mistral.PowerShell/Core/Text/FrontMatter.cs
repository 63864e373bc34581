using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mistral.PowerShell.Core.Text;

/// <summary>
/// Text with fields above it, between two lines of three hyphens, as in the files of prompts and skills. A text that is written
/// is read exactly as it was, also after Git has changed its line ends.
/// </summary>
internal sealed class FrontMatter
{
    private const string Fence = "---";
    private const string LineEnd = "lineEnd";
    private const string Content = "content";

    // A value that YAML reads as this text, without quotation marks.
    private static readonly Regex s_plain = new("^[A-Za-z][A-Za-z0-9_./()+-]*( [A-Za-z0-9_./()+-]+)*[,.]?$", RegexOptions.CultureInvariant);
    private static readonly Regex s_word = new("^(true|false|yes|no|on|off|null|y|n)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Dictionary<string, object> _fields = new(StringComparer.OrdinalIgnoreCase);

    private FrontMatter()
    {
    }

    /// <summary>The text below the fields.</summary>
    public string Body { get; private set; } = string.Empty;

    /// <summary>The names of the fields, without those of this format.</summary>
    public IEnumerable<string> Names => _fields.Keys;

    /// <summary>Gets a field as text; null without it.</summary>
    public string? GetText(string name) => !_fields.TryGetValue(name, out object? value) ? null : value as string ?? string.Join(", ", (string[])value);

    /// <summary>Gets a field as a list; null without it.</summary>
    public string[]? GetTexts(string name) => !_fields.TryGetValue(name, out object? value) ? null : value as string[] ?? [(string)value];

    /// <summary>Writes fields and text.</summary>
    /// <param name="fields">Text, or lists of text. Null is left out.</param>
    /// <param name="body">The text.</param>
    public static string Write(IEnumerable<(string Name, object? Value)> fields, string body)
    {
        bool isWindows = body.Contains("\r\n") && !body.Replace("\r\n", string.Empty).Any(c => c is '\r' or '\n');
        bool isPlain = !isWindows && body.Contains('\r');
        StringBuilder text = new(Fence + "\n");
        foreach ((string name, object? value) in fields.Concat([(LineEnd, isWindows ? "crlf" : null), (Content, isPlain ? body : null)]))
        {
            if (value is not null)
            {
                _ = text.Append(name).Append(": ").Append(Format(value)).Append('\n');
            }
        }

        // Editors and Git expect a line end at the end of a file, so there is always one that isn't part of the text.
        return text.Append(Fence).Append('\n').Append(isPlain ? string.Empty : isWindows ? body.Replace("\r\n", "\n") : body).Append('\n').ToString();
    }

    /// <summary>Reads fields and text.</summary>
    /// <param name="text">The text of a file.</param>
    /// <returns>The content; null if the text doesn't begin with fields.</returns>
    /// <exception cref="FormatException">The fields can't be read. The message has the number of the line.</exception>
    public static FrontMatter? Read(string text)
    {
        string given = text.TrimStart('\uFEFF');

        // Git for Windows changes all line ends of a file.
        string all = given.StartsWith(Fence + "\r\n", StringComparison.Ordinal) ? given.Replace("\r\n", "\n") : given;
        if (!all.StartsWith(Fence + "\n", StringComparison.Ordinal))
        {
            return null;
        }

        string[] lines = all.Split('\n');
        int end = Array.IndexOf(lines, Fence, 1);
        if (end < 0)
        {
            throw new FormatException("Line 1: the fields have no end. Expected a second line '---'.");
        }

        FrontMatter made = new();
        for (int at = 1; at < end;)
        {
            at = made.ReadField(lines, at, end);
        }

        string body = string.Join("\n", lines, end + 1, lines.Length - end - 1);
        body = body.Length > 0 && body[body.Length - 1] == '\n' ? body.Substring(0, body.Length - 1) : body;
        made.Body = made.Take(Content) ?? (made.Take(LineEnd) is null ? body : body.Replace("\n", "\r\n"));
        return made;
    }

    private string? Take(string name)
    {
        string? text = GetText(name);
        _ = _fields.Remove(name);
        return text;
    }

    private int ReadField(string[] lines, int at, int end)
    {
        string line = lines[at].TrimEnd();
        if (line.Length == 0 || line[0] == '#')
        {
            return at + 1;
        }

        int colon = line.IndexOf(':');
        if (colon <= 0 || char.IsWhiteSpace(line[0]) || (colon + 1 < line.Length && line[colon + 1] != ' '))
        {
            throw new FormatException($"Line {at + 1}: expected a field such as 'name: value'.");
        }

        // The lines of a value are indented. Those of a list may also begin with a hyphen.
        int next = at + 1;
        while (next < end && (lines[next].Trim().Length == 0 || lines[next][0] is ' ' or '\t' || (line.Length == colon + 1 && lines[next].StartsWith("- ", StringComparison.Ordinal))))
        {
            next++;
        }

        try
        {
            _fields[line.Substring(0, colon)] = ReadValue(line.Substring(colon + 1).Trim(), [.. lines.Skip(at + 1).Take(next - at - 1)]);
        }
        catch (JsonException)
        {
            throw new FormatException($"Line {at + 1}: the value isn't valid JSON.");
        }

        return next;
    }

    private static object ReadValue(string first, string[] more)
    {
        string[] trimmed = [.. more.Select(l => l.Trim())];
        if (first.Length > 0 && first[0] is '"' or '[' or '{')
        {
            JsonElement json = JsonDocument.Parse(string.Join("\n", [first, .. trimmed])).RootElement;
            return json.ValueKind is JsonValueKind.Array ? json.EnumerateArray().Select(e => e.ToString()).ToArray() : json.ToString();
        }

        if (first.Length > 0 && first[0] is '|' or '>')
        {
            int indent = more.Where(l => l.Trim().Length > 0).Select(l => l.Length - l.TrimStart().Length).DefaultIfEmpty(0).Min();
            string text = string.Join(first[0] == '|' ? "\n" : " ", more.Select(l => l.Length > indent ? l.Substring(indent) : string.Empty)).TrimEnd();
            return first.Contains('-') ? text : text + "\n";
        }

        string[] items = [.. trimmed.Where(l => l.Length > 0)];
        return first.Length == 0 && items.Length > 0 && items.All(l => l.StartsWith("- ", StringComparison.Ordinal)) ? items.Select(l => Unquote(l.Substring(2).Trim())).ToArray()
            : Unquote(string.Join(" ", [first, .. items]).Trim());
    }

    private static string Unquote(string text) =>
        IsQuoted(text, '"') ? JsonDocument.Parse(text).RootElement.ToString()
        : IsQuoted(text, '\'') ? text.Substring(1, text.Length - 2).Replace("''", "'")
        : text;

    private static bool IsQuoted(string text, char mark) => text.Length > 1 && text[0] == mark && text[text.Length - 1] == mark;

    private static string Format(object value) =>
        value is string text && s_plain.IsMatch(text) && !s_word.IsMatch(text) ? text : JsonSerializer.Serialize(value, s_json);
}
