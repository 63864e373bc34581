using System;
using System.Text.RegularExpressions;

namespace Mistral.PowerShell.AI.Schemas;

/// <summary>The patterns of a JSON Schema.</summary>
internal static class SchemaPattern
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(1);

    public static bool IsPattern(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant, s_timeout);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whether a text matches the pattern. False if the match takes too long.</summary>
    public static bool IsMatch(string text, string pattern)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, s_timeout);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
