using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace Mistral.HelpBuilder;

/// <summary>
/// The index of all pages, with the rows of the cmdlets made anew: their synopses, and rows for new cmdlets. People write the
/// sections and choose the order.
/// </summary>
internal static partial class IndexPage
{
    public const string FileName = "README.md";

    private static readonly string[] s_newSection = ["", "## Other", "", "| Cmdlet | What it does |", "|---|---|"];

    /// <summary>The text of the index as it must be.</summary>
    /// <param name="text">The index as it is.</param>
    /// <param name="synopses">The synopsis of each cmdlet, by the cmdlet's name.</param>
    public static string Write(string text, IReadOnlyDictionary<string, string> synopses)
    {
        List<string> lines = [];
        foreach (string line in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            if (FindName(line) is not { } name)
            {
                lines.Add(line);
            }
            else if (synopses.ContainsKey(name))
            {
                lines.Add(Row(name, synopses));
            }
        }

        foreach (string name in synopses.Keys.Except(lines.Select(FindName)).Order(StringComparer.Ordinal).OfType<string>())
        {
            lines.Insert(FindPlace(lines, GetNoun(name)) + 1, Row(name, synopses));
        }

        return string.Join('\n', lines) + "\n";
    }

    /// <summary>The synopsis in the text of a cmdlet's page; empty where it has none yet.</summary>
    public static string GetSynopsis(string page) => Synopsis.Match(page) is { Success: true } match ? match.Groups[1].Value : string.Empty;

    // After the last row of the noun that is most alike; at the end, in a section of its own, without one.
    private static int FindPlace(List<string> lines, string noun)
    {
        int best = -1;
        int length = 0;
        for (int i = 0; i < lines.Count; i++)
        {
            if (FindName(lines[i]) is { } name && GetNoun(name) is var other
                && (noun.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(noun, StringComparison.Ordinal))
                && Math.Min(noun.Length, other.Length) >= length)
            {
                (best, length) = (i, Math.Min(noun.Length, other.Length));
            }
        }

        if (best < 0)
        {
            lines.AddRange(s_newSection);
            best = lines.Count - 1;
        }

        return best;
    }

    private static string? FindName(string line) => CmdletRow.Match(line) is { Success: true } match ? match.Groups[1].Value : null;

    private static string GetNoun(string name) => name[(name.IndexOf('-', StringComparison.Ordinal) + 1)..];

    private static string Row(string name, IReadOnlyDictionary<string, string> synopses) => $"| [{name}]({name}.md) | {synopses[name]} |";

    [GeneratedRegex(@"^\| \[([A-Z][A-Za-z0-9]*-[A-Z][A-Za-z0-9]*)\]\(\1\.md\) \|")]
    private static partial Regex CmdletRow { get; }

    [GeneratedRegex(@"^## SYNOPSIS\n\n([^#].*)$", RegexOptions.Multiline)]
    private static partial Regex Synopsis { get; }
}
