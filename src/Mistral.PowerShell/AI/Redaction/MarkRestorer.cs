using System;
using System.Text;
using System.Text.Encodings.Web;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>
/// Replaces marks by their values in a text that comes in pieces. A piece of text is held back only as long as it could be the
/// beginning of a mark.
/// </summary>
/// <param name="map">The marks.</param>
/// <param name="isJson">Whether the text is JSON. Then values are escaped, and the brackets of a mark may be escaped.</param>
internal sealed class MarkRestorer(RedactionMap map, bool isJson)
{
    private readonly StringBuilder _escape = new();

    // The beginning of a mark: as it came, and without escapes.
    private readonly StringBuilder _raw = new();
    private readonly StringBuilder _mark = new();

    /// <summary>Replaces the marks of a complete text.</summary>
    public static string Restore(RedactionMap map, string text, bool isJson)
    {
        MarkRestorer restorer = new(map, isJson);
        string restored = restorer.Add(text);
        string rest = restorer.GetRest();
        return rest.Length == 0 ? restored : restored + rest;
    }

    /// <summary>Adds a piece, and gets the text that is certain now.</summary>
    public string Add(string piece)
    {
        if (map.IsEmpty || (_raw.Length == 0 && _escape.Length == 0 && piece.IndexOf('<') < 0 && (!isJson || piece.IndexOf('\\') < 0)))
        {
            return piece;
        }

        StringBuilder text = new(piece.Length);
        foreach (char c in piece)
        {
            Add(c, text);
        }

        return text.ToString();
    }

    /// <summary>Gets the text that was held back, at the end.</summary>
    public string GetRest()
    {
        string rest = _raw.ToString() + _escape;
        _ = _raw.Clear();
        _ = _mark.Clear();
        _ = _escape.Clear();
        return rest;
    }

    private void Add(char c, StringBuilder text)
    {
        if (!isJson || (_escape.Length == 0 && c != '\\'))
        {
            Add(c, raw: null, text);
            return;
        }

        // An escape is one character, so that an escaped backslash doesn't begin another.
        _ = _escape.Append(c);
        if (_escape.Length == 1 || (_escape[1] == 'u' && _escape.Length < 6))
        {
            return;
        }

        string raw = _escape.ToString();
        _ = _escape.Clear();
        char decoded = raw.Equals(@"\u003c", StringComparison.OrdinalIgnoreCase) ? '<' : raw.Equals(@"\u003e", StringComparison.OrdinalIgnoreCase) ? '>' : '\\';
        Add(decoded, raw, text);
    }

    private void Add(char c, string? raw, StringBuilder text)
    {
        if (_mark.Length > 0)
        {
            _ = _mark.Append(c);
            string mark = _mark.ToString();
            if (c == '>' && map.FindValue(mark) is { } value)
            {
                _ = text.Append(isJson ? JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(value) : value);
                _ = _mark.Clear();
                _ = _raw.Clear();
                return;
            }

            if (map.IsBeginning(mark))
            {
                Hold(c, raw);
                return;
            }

            _ = text.Append(_raw);
            _ = _mark.Clear();
            _ = _raw.Clear();
        }

        if (c == '<')
        {
            _ = _mark.Append(c);
            Hold(c, raw);
        }
        else
        {
            _ = raw is null ? text.Append(c) : text.Append(raw);
        }
    }

    private void Hold(char c, string? raw) => _ = raw is null ? _raw.Append(c) : _raw.Append(raw);
}
