using System;
using System.Linq;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace Mistral.PowerShell;

/// <summary>Compares and quotes what a person types and what completes it.</summary>
internal static class CompletionText
{
    public static bool Matches(string candidate, string typed) =>
        candidate.StartsWith(typed.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase);

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
