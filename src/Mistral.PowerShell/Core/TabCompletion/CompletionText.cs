using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using Mistral.Client.Errors;

namespace Mistral.PowerShell.Core.TabCompletion;

/// <summary>Compares and quotes typed text and its completions.</summary>
internal static class CompletionText
{
    public static bool Matches(string candidate, string typed) =>
        candidate.StartsWith(typed.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase);

    /// <summary>Creates a completion. It inserts the value unchanged; the menu shows it without control characters.</summary>
    /// <param name="value">The value.</param>
    /// <param name="typed">The typed text.</param>
    /// <param name="shown">The text in the menu; null for the value.</param>
    /// <param name="toolTip">The tooltip; null for the text in the menu.</param>
    public static CompletionResult Create(string value, string typed, string? shown = null, string? toolTip = null) => CreateQuoted(Quote(value, typed), shown ?? value, toolTip);

    /// <summary>Creates a completion of a quoted value.</summary>
    /// <param name="quoted">The quoted value.</param>
    /// <param name="shown">The text in the menu.</param>
    /// <param name="toolTip">The tooltip; null for the text in the menu.</param>
    public static CompletionResult CreateQuoted(string quoted, string shown, string? toolTip = null) => new(
        quoted,
        DisplayText.Clean(shown.Replace('\r', ' ').Replace('\n', ' ')),
        CompletionResultType.ParameterValue,
        DisplayText.Clean(string.IsNullOrEmpty(toolTip) ? shown : toolTip!));

    /// <summary>Quotes the value if necessary, with the same quotation mark as the typed text.</summary>
    public static string Quote(string value, string typed)
    {
        // PowerShell accepts typographic quotation marks as plain ones.
        char quote = typed.Length > 0 && typed[0] is '\'' or '"' ? typed[0] : '\0';
        bool plain = value.Length > 0 && value.All(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' or ':' or '/') && char.IsLetter(value[0]);
        return quote switch
        {
            '"' => "\"" + Regex.Replace(value, "[`$\"\u201c-\u201e]", "`$0") + "\"",
            '\0' when plain => value,
            _ => "'" + CodeGeneration.EscapeSingleQuotedStringContent(value) + "'",
        };
    }
}
