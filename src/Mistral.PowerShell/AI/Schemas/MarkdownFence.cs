using System;
using System.Text.RegularExpressions;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.AI.Schemas;

/// <summary>Removes the Markdown code fence that some models put around JSON, and the prose around it.</summary>
internal static class MarkdownFence
{
    private const string Mark = "```";

    private static readonly Regex s_block = new("^[ \\t]*```[^\\r\\n`]*\\r?\\n(?<json>[^\\0]*?)\\r?\\n?[ \\t]*```[ \\t]*\\r?$", RegexOptions.CultureInvariant | RegexOptions.Multiline, TimeSpan.FromSeconds(1));

    /// <summary>Gets the text inside the fence. Returns the full text if there is no fence, or if it is unclear which of several is meant.</summary>
    public static string Remove(string text)
    {
        string trimmed = AnswerJson.Trim(text);
        int start = trimmed.IndexOf('\n');
        return start > 0 && start <= trimmed.Length - Mark.Length && trimmed.StartsWith(Mark, StringComparison.Ordinal) && trimmed.EndsWith(Mark, StringComparison.Ordinal)
            ? trimmed.Substring(start, trimmed.Length - start - Mark.Length)
            : trimmed.Length > 0 && trimmed[0] is not ('{' or '[' or '"') && FindOnly(trimmed) is { } json ? json
            : trimmed;
    }

    private static string? FindOnly(string text)
    {
        try
        {
            Match block = s_block.Match(text);
            return block.Success && !block.NextMatch().Success ? block.Groups["json"].Value : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }
}
