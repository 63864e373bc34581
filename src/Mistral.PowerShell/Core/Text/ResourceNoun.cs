using System;
using System.Text.RegularExpressions;

namespace Mistral.PowerShell.Core.Text;

/// <summary>The noun for an object of the API, such as "workspace", "API key", "spend limit".</summary>
internal static class ResourceNoun
{
    private const string Prefix = "Mistral.";

    private static readonly Regex s_wordStart = new("(?<=[a-z])(?=[A-Z])", RegexOptions.CultureInvariant);

    /// <summary>Gets the noun for a type name such as <c>Mistral.ApiKey</c>.</summary>
    public static string Of(string? typeName) => typeName?.StartsWith(Prefix, StringComparison.Ordinal) is true
        ? s_wordStart.Replace(typeName.Substring(Prefix.Length), " ").ToLowerInvariant().Replace("api ", "API ").Replace("scim ", "SCIM ")
        : "object";
}
