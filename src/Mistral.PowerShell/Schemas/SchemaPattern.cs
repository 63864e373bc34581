using System;
using System.Text.RegularExpressions;

namespace Mistral.PowerShell;

/// <summary>The patterns of a JSON Schema.</summary>
internal static class SchemaPattern
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    public static bool IsPattern(string pattern)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant, s_patience);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Whether a text has the pattern. What takes too long to tell has not.</summary>
    public static bool IsMatch(string text, string pattern)
    {
        try
        {
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant, s_patience);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }
}
