using System;

namespace Mistral.PowerShell;

/// <summary>The marks of Markdown that some models put around JSON although nobody has asked for that.</summary>
internal static class MarkdownFence
{
    private const string Mark = "```";

    /// <summary>Gives what stands between the marks; the text where there are none.</summary>
    public static string Remove(string text)
    {
        string trimmed = text.Trim();
        int start = trimmed.IndexOf('\n');
        return start > 0 && start <= trimmed.Length - Mark.Length && trimmed.StartsWith(Mark, StringComparison.Ordinal) && trimmed.EndsWith(Mark, StringComparison.Ordinal)
            ? trimmed.Substring(start, trimmed.Length - start - Mark.Length)
            : trimmed;
    }
}
