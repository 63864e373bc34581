using System;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;
using Mistral.Client.Errors;

namespace Mistral.PowerShell.Core.TabCompletion;

/// <summary>Compares and quotes what a person types and what completes it.</summary>
internal static class CompletionText
{
    public static bool Matches(string candidate, string typed) =>
        candidate.StartsWith(typed.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase);

    /// <summary>Makes a completion. What it inserts is the value as it is; what a menu shows of it steers no console.</summary>
    /// <param name="value">The value.</param>
    /// <param name="typed">What the person has typed of it.</param>
    /// <param name="shown">What a menu shows; null for the value.</param>
    /// <param name="toolTip">The explanation; null for what the menu shows.</param>
    public static CompletionResult Create(string value, string typed, string? shown = null, string? toolTip = null) => CreateQuoted(Quote(value, typed), shown ?? value, toolTip);

    /// <summary>Makes a completion of a value that is quoted already.</summary>
    /// <param name="quoted">The value.</param>
    /// <param name="shown">What a menu shows.</param>
    /// <param name="toolTip">The explanation; null for what the menu shows.</param>
    public static CompletionResult CreateQuoted(string quoted, string shown, string? toolTip = null) => new(
        quoted,
        DisplayText.Clean(shown.Replace('\r', ' ').Replace('\n', ' ')),
        CompletionResultType.ParameterValue,
        DisplayText.Clean(string.IsNullOrEmpty(toolTip) ? shown : toolTip!));

    /// <summary>Quotes where the value needs it, the way the person has begun to.</summary>
    public static string Quote(string value, string typed)
    {
        // PowerShell takes the quotes of typesetters for plain ones.
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
