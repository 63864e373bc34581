using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using Markdig.Syntax;

namespace Mistral.HelpBuilder;

/// <summary>Reads the PARAMETERS section.</summary>
internal sealed partial class ParameterReader(MarkdownPage page)
{
    // PowerShell itself describes these.
    private const string CommonParameters = "CommonParameters";

    public IReadOnlyList<ParameterHelp> Read(PageSection section)
    {
        foreach (Block block in section.Blocks)
        {
            page.Report(block, Rule.TextMisplaced, "there must be nothing before the first parameter");
        }

        var parameters = new List<ParameterHelp>();
        foreach (PageSection parameter in section.Sections.Where(parameter => parameter.Title != CommonParameters))
        {
            Match heading = Heading.Match(parameter.Title);
            if (!heading.Success)
            {
                page.Report(parameter.Line, Rule.ParameterHeadingInvalid,
                    $"'{parameter.Title}' is neither -Name nor {CommonParameters}");
                continue;
            }

            string name = heading.Groups["name"].Value;
            if (parameters.Any(other => string.Equals(other.Name, name, StringComparison.OrdinalIgnoreCase)))
            {
                page.Report(parameter.Line, Rule.ParameterTwice, $"the parameter -{name} is there twice");
            }

            parameters.Add(ReadParameter(name, parameter));
        }

        return parameters;
    }

    private ParameterHelp ReadParameter(string name, PageSection section)
    {
        FencedCodeBlock[] fences = [.. section.Blocks.OfType<FencedCodeBlock>().Where(code => code.Info == "yaml")];
        if (fences.Length == 0)
        {
            page.Report(section.Line, Rule.ParameterTableMissing, $"the parameter -{name} has no yaml block");
        }

        IReadOnlyList<string> description = BlockText.Unwrapped.Render(section.Blocks.Except(fences));
        if (description.Count == 0)
        {
            page.Report(section.Line, Rule.ParameterDescriptionMissing, $"the parameter -{name} is not described");
        }

        var yaml = new PageYaml(page, Rule.ParameterTableInvalid);
        var tables = new List<ParameterTable>();
        foreach (FencedCodeBlock fence in fences)
        {
            if (yaml.TryReadParameter(fence, out ParameterTable? table))
            {
                CheckValues(table, fence);
                tables.Add(table);
            }
        }

        return new ParameterHelp(name, section.Line, description, tables);
    }

    private void CheckValues(ParameterTable table, FencedCodeBlock fence)
    {
        if (table.IsPositional && !int.TryParse(table.Position, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            page.Report(fence, Rule.ParameterPositionInvalid, $"'Position' is '{table.Position}', neither Named nor a number");
        }

        if (!PipelineInput.IsMatch(table.PipelineInput ?? string.Empty))
        {
            page.Report(fence, Rule.ParameterPipelineInvalid,
                $"'Accept pipeline input' is '{table.PipelineInput}', neither False nor True (ByPropertyName, ByValue) or one of these");
        }
    }

    [GeneratedRegex(@"^-(?<name>\w+)$")]
    private static partial Regex Heading { get; }

    [GeneratedRegex(@"^(False|True \((ByPropertyName|ByValue)(, (ByPropertyName|ByValue))?\))$")]
    private static partial Regex PipelineInput { get; }
}
