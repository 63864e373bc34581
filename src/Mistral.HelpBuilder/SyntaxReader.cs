using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Markdig.Syntax;

namespace Mistral.HelpBuilder;

/// <summary>Reads the SYNTAX section: the parameter sets, and what each of them makes of its parameters.</summary>
internal sealed partial class SyntaxReader(MarkdownPage page)
{
    private const string DefaultMark = "(Default)";

    public IReadOnlyList<SyntaxSet> Read(PageSection section)
    {
        var sets = new List<SyntaxSet>();

        // A command with one set need not name it.
        if (section.Sections.Count == 0)
        {
            AddSet(sets, section, ParameterTable.AllSets, true);
            return sets;
        }

        foreach (Block block in section.Blocks)
        {
            page.Report(block, Rule.TextMisplaced, "there must be nothing before the name of the first parameter set");
        }

        foreach (PageSection set in section.Sections)
        {
            bool isDefault = set.Title.EndsWith(DefaultMark, StringComparison.Ordinal);
            string name = isDefault ? set.Title[..^DefaultMark.Length].TrimEnd() : set.Title;
            if (isDefault && sets.Any(other => other.IsDefault))
            {
                page.Report(set.Line, Rule.SyntaxDefaultTwice, "another parameter set is the default already");
            }

            AddSet(sets, set, name, isDefault);
        }

        return sets;
    }

    private void AddSet(List<SyntaxSet> sets, PageSection section, string name, bool isDefault)
    {
        if (sets.Any(other => string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            page.Report(section.Line, Rule.SyntaxSetTwice, $"the parameter set '{name}' is there twice");
        }

        if (section.Blocks is not [FencedCodeBlock code])
        {
            page.Report(section.Line, Rule.SyntaxMissing, $"'{section.Title}' is not followed by one block of code alone");
            return;
        }

        sets.Add(new SyntaxSet(name, isDefault, section.Line, ReadParameters(code)));
    }

    private List<SyntaxParameter> ReadParameters(FencedCodeBlock code)
    {
        string text = code.Lines.ToString().ReplaceLineEndings("\n").TrimEnd();

        // The fence itself is a line.
        int LineAt(int index) => MarkdownPage.LineOf(code) + 1 + text.AsSpan(0, index).Count('\n');

        Match command = CommandName.Match(text);
        if (command.Value != page.Name)
        {
            page.Report(LineAt(0), Rule.SyntaxOfOtherCommand, $"the syntax does not begin with '{page.Name}'");
        }

        var parameters = new List<SyntaxParameter>();
        bool hasCommon = false;
        int position = command.Length;
        while (position < text.Length)
        {
            Match match = Parameter.Match(text, position);
            if (!match.Success || hasCommon)
            {
                page.Report(LineAt(text.Length - text[position..].TrimStart().Length), Rule.SyntaxInvalid,
                    $"'{text[position..].Trim().Split('\n')[0]}' is no syntax of a parameter");
                return parameters;
            }

            position += match.Length;
            hasCommon = match.Groups["common"].Success;
            if (!hasCommon)
            {
                Add(parameters, match, LineAt(match.Groups["name"].Index));
            }
        }

        if (!hasCommon)
        {
            page.Report(LineAt(text.Length), Rule.SyntaxCommonParametersMissing,
                "the syntax does not end with [<CommonParameters>]");
        }

        return parameters;
    }

    private void Add(List<SyntaxParameter> parameters, Match match, int line)
    {
        string name = match.Groups["name"].Value;
        if (parameters.Any(other => string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase)))
        {
            page.Report(line, Rule.SyntaxParameterTwice, $"the parameter set has -{name} twice");
        }

        Group type = match.Groups["type"];
        parameters.Add(new SyntaxParameter(
            name,
            type.Success ? type.Value : null,
            Required: !match.Groups["optional"].Success,
            Positional: match.Groups["positional"].Success,
            line));
    }

    [GeneratedRegex(@"^[\w-]*")]
    private static partial Regex CommandName { get; }

    // In this order: [[-Name] <Type>], [-Name] <Type>, [-Name <Type>], -Name <Type>, [-Name], -Name.
    [GeneratedRegex(
        """
        \G\s+(?:
          (?<common>\[<CommonParameters>\])
          | (?<optional>\[)(?<positional>\[)-(?<name>\w+)\]\s+<(?<type>[^<>]+)>\]
          | (?<positional>\[)-(?<name>\w+)\]\s+<(?<type>[^<>]+)>
          | (?<optional>\[)-(?<name>\w+)\s+<(?<type>[^<>]+)>\]
          | -(?<name>\w+)\s+<(?<type>[^<>]+)>
          | (?<optional>\[)-(?<name>\w+)\]
          | -(?<name>\w+)
        )(?=\s|$)
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Parameter { get; }
}
