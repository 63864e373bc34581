using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Markdig.Syntax;

namespace Mistral.HelpBuilder;

/// <summary>Reads the prose of the PARAMETERS section.</summary>
internal sealed partial class ParameterReader(MarkdownPage page)
{
    /// <summary>The heading of the parameters that PowerShell itself describes.</summary>
    public const string CommonParameters = "CommonParameters";

    public IReadOnlyList<ParameterText> Read(PageSection section)
    {
        foreach (Block block in section.Blocks)
        {
            page.Report(block, Rule.TextMisplaced, "there must be nothing before the first parameter");
        }

        var parameters = new List<ParameterText>();
        foreach (PageSection parameter in section.Sections.Where(parameter => parameter.Title != CommonParameters))
        {
            if (NameOf(parameter) is not { } name)
            {
                page.Report(parameter.Line, Rule.ParameterHeadingInvalid,
                    $"'{parameter.Title}' is neither -Name nor {CommonParameters}");
                continue;
            }

            if (parameters.Any(other => string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                page.Report(parameter.Line, Rule.ParameterTwice, $"the parameter -{name} exists twice");
            }

            parameters.Add(new ParameterText(
                name,
                parameter.Line,
                BlockText.Unwrapped.Render(parameter.Blocks.Where(block => !IsTable(block))),
                DefaultOf(parameter)));
        }

        return parameters;
    }

    /// <summary>Gets the parameter name in a heading; null if the heading isn't one of a parameter.</summary>
    public static string? NameOf(PageSection section) =>
        Heading.Match(section.Title) is { Success: true } heading ? heading.Groups["name"].Value : null;

    /// <summary>Whether a block is a generated table.</summary>
    public static bool IsTable(Block block) =>
        block is FencedCodeBlock { Info: "yaml" } code && code.Lines.ToString().StartsWith("Type:", StringComparison.Ordinal);

    /// <summary>Gets the default value in the tables of a parameter; null without a table.</summary>
    public static string? DefaultOf(PageSection section) => section.Blocks.Where(IsTable)
        .Select(table => DefaultRow.Match(((FencedCodeBlock)table).Lines.ToString()))
        .Where(row => row.Success)
        .Select(row => row.Groups["value"].Value)
        .FirstOrDefault();

    [GeneratedRegex(@"^-(?<name>\w+)$")]
    private static partial Regex Heading { get; }

    [GeneratedRegex(@"^Default value: *(?<value>[^\r\n]*\S) *\r?$", RegexOptions.Multiline)]
    private static partial Regex DefaultRow { get; }
}
