using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;

namespace Mistral.PowerShell.AI.Redaction;

/// <summary>The matches of a user's regular expressions.</summary>
/// <param name="name">The name that the user gives.</param>
/// <param name="patterns">The expressions.</param>
internal sealed class PatternRule(string name, IReadOnlyList<Regex> patterns) : RedactionRule(name)
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);

    /// <summary>Creates an expression. As with -match, the case is ignored.</summary>
    /// <exception cref="ArgumentException">The pattern isn't valid.</exception>
    public static Regex Create(string pattern) => Create(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>Creates an expression with a time limit.</summary>
    /// <exception cref="ArgumentException">The pattern isn't valid.</exception>
    public static Regex Create(string pattern, RegexOptions options)
    {
#if NET
        try
        {
            // Linear in the length of the text, but without lookarounds and backreferences.
            return new Regex(pattern, (options & ~(RegexOptions.Compiled | RegexOptions.RightToLeft)) | RegexOptions.NonBacktracking, s_timeout);
        }
        catch (NotSupportedException)
        {
        }
#endif
        return new Regex(pattern, options, s_timeout);
    }

    /// <exception cref="RedactionException">An expression exceeds the time limit.</exception>
    public override void Find(string text, List<FoundValue> found)
    {
        foreach (Regex pattern in patterns)
        {
            try
            {
                for (Match match = pattern.Match(text); match.Success; match = match.NextMatch())
                {
                    if (match.Length > 0)
                    {
                        Add(found, match.Index, match.Index + match.Length);
                    }
                }
            }
            catch (RegexMatchTimeoutException)
            {
                throw RedactionException.Timeout(Name, pattern.ToString(), s_timeout);
            }
        }
    }
}
