using System;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Mistral.PowerShell.Core.Json;

/// <summary>Reads text of a response. A single surrogate becomes U+FFFD.</summary>
internal static class JsonText
{
    // The parser decodes escapes only when the text is read, and fails only then.
    private static readonly Regex s_escape = new(
        @"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
        RegexOptions.CultureInvariant);

    /// <summary>Gets the text of a string.</summary>
    public static string Of(JsonElement text)
    {
        try
        {
            return text.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return Repair(text.GetRawText()).GetString()!;
        }
    }

    /// <summary>Gets the name of a field.</summary>
    public static string OfName(JsonProperty field)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException)
        {
            return Repair($"{{{field}}}").EnumerateObject().Single().Name;
        }
    }

    private static JsonElement Repair(string json)
    {
        using JsonDocument document = JsonDocument.Parse(s_escape.Replace(json, static e => e.Groups["half"].Success ? @"\ufffd" : e.Value));
        return document.RootElement.Clone();
    }
}
