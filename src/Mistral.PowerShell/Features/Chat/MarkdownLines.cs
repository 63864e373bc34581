using System.Text;
using System.Text.RegularExpressions;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>Formats Markdown for a console line by line: headings, bold text, code and lists.</summary>
internal sealed class MarkdownLines
{
    private const string Reset = "\u001b[0m";
    private const string Bold = "\u001b[1m";
    private const string Heading = "\u001b[1;36m";
    private const string Code = "\u001b[33m";

    private static readonly Regex s_heading = new(@"^(#{1,6})\s+(.*)$", RegexOptions.CultureInvariant);
    private static readonly Regex s_bullet = new(@"^(\s*)[*+-]\s+", RegexOptions.CultureInvariant);
    private static readonly Regex s_inline = new(@"`([^`]+)`|\*\*([^*]+)\*\*|__([^_]+)__", RegexOptions.CultureInvariant);

    private readonly StringBuilder _line = new();
    private bool _isCode;

    /// <summary>Adds a piece of text, and returns the complete lines.</summary>
    public string Add(string text)
    {
        StringBuilder shown = new();
        foreach (char c in text)
        {
            if (c == '\n')
            {
                _ = shown.Append(Take()).Append('\n');
            }
            else
            {
                _ = _line.Append(c);
            }
        }

        return shown.ToString();
    }

    /// <summary>Returns the rest.</summary>
    public string End()
    {
        string rest = Take();
        _isCode = false;
        return rest;
    }

    private string Take()
    {
        string line = _line.ToString();
        _ = _line.Clear();
        if (line.TrimStart().StartsWith("```", System.StringComparison.Ordinal))
        {
            _isCode = !_isCode;
            return string.Empty;
        }

        if (_isCode)
        {
            return $"  {Code}{line}{Reset}";
        }

        if (s_heading.Match(line) is { Success: true } heading)
        {
            return $"{Heading}{heading.Groups[2].Value}{Reset}";
        }

        line = s_bullet.Replace(line, "$1\u2022 ", count: 1);
        return s_inline.Replace(line, m => m.Groups[1].Success ? $"{Code}{m.Groups[1].Value}{Reset}" : $"{Bold}{(m.Groups[2].Success ? m.Groups[2] : m.Groups[3]).Value}{Reset}");
    }
}
