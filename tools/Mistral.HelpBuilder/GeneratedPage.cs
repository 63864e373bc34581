using System;
using System.Collections.Generic;
using System.Linq;
using Markdig.Syntax;

namespace Mistral.HelpBuilder;

/// <summary>
/// A cmdlet's page with new generated parts: the header, SYNTAX, the tables and the order of PARAMETERS, the types of OUTPUTS,
/// and missing headings. The prose is not changed.
/// </summary>
internal sealed class GeneratedPage
{
    private const int LineWidth = 120;
    private const string Fence = "```";
    private const string NoType = "None";

    private readonly CmdletFacts _facts;
    private readonly string[] _lines;
    private readonly IReadOnlyList<PageSection> _sections;
    private readonly List<string> _result = [];

    private GeneratedPage(MarkdownPage page, CmdletFacts facts)
    {
        _facts = facts;
        _lines = page.Lines;
        PageSection outline = PageSection.Outline(page.Blocks, 3);
        PageSection? title = outline.Sections.FirstOrDefault(section => section.Level == 1);
        _sections = [.. title?.Sections ?? [], .. outline.Sections.Where(section => section != title)];
        AddHeader();
        AddHeading(1, facts.Name);
        Add(title is null ? [] : Raw(title.Line + 1, title.OwnEndLine));
        AddSections();
    }

    /// <summary>Gets the correct text of the page.</summary>
    public static string Write(MarkdownPage page, CmdletFacts facts) =>
        string.Join('\n', new GeneratedPage(page, facts)._result).TrimEnd('\n') + "\n";

    private void AddHeader()
    {
        string online = ModulePages.OnlineVersion(_facts.Name);
        _result.AddRange(
        [
            "---",
            "# This header, SYNTAX, the tables of PARAMETERS and the types of OUTPUTS are generated: ./build.ps1 Help",
            "document type: cmdlet",
            $"external help file: {ModulePages.HelpFileName}",
            $"HelpUri: {online}",
            "Locale: en-US",
            $"Module Name: {ModulePages.ModuleName}",
            $"online version: {online}",
            "schema: 2.0.0",
            $"title: {_facts.Name}",
            "---",
            string.Empty,
        ]);
    }

    private void AddSections()
    {
        foreach (string title in SectionTitles.All)
        {
            PageSection? section = _sections.FirstOrDefault(section => section.Level == 2 && section.Title == title);
            if (section is null && SectionTitles.Optional.Contains(title))
            {
                continue;
            }

            AddHeading(2, title);
            switch (title)
            {
                case SectionTitles.Syntax:
                    AddSyntax();
                    break;
                case SectionTitles.Parameters:
                    AddParameters(section);
                    break;
                case SectionTitles.Inputs:
                    AddInputs(section);
                    break;
                case SectionTitles.Outputs:
                    AddOutputs(section);
                    break;
                default:
                    Add(section is null ? [] : Raw(section.Line + 1, section.EndLine));
                    break;
            }
        }

        // Sections that aren't allowed are kept, because they contain prose. The check of the page reports them.
        foreach (PageSection section in _sections.Where(section => section.Level != 2 || !IsFirst(section)))
        {
            Add(Raw(section.Line, section.EndLine));
        }
    }

    private bool IsFirst(PageSection section) => SectionTitles.All.Contains(section.Title)
        && _sections.First(other => other.Level == 2 && other.Title == section.Title) == section;

    private void AddSyntax()
    {
        foreach (SyntaxSet set in _facts.Sets)
        {
            if (_facts.Sets.Count > 1)
            {
                AddHeading(3, set.IsDefault ? set.Name + " (Default)" : set.Name);
            }

            Add([Fence, .. Wrap([_facts.Name, .. set.Parameters.Select(parameter => parameter.ToString()), "[<CommonParameters>]"]), Fence]);
        }
    }

    private static List<string> Wrap(IEnumerable<string> words)
    {
        var lines = new List<string>();
        string line = string.Empty;
        foreach (string word in words)
        {
            if (line.Length + 1 + word.Length > LineWidth)
            {
                lines.Add(line);
                line = " " + word;
            }
            else
            {
                line = line.Length == 0 ? word : line + " " + word;
            }
        }

        return [.. lines, line];
    }

    private void AddParameters(PageSection? section)
    {
        Add(section is null ? [] : Raw(section.Line + 1, section.OwnEndLine));
        PageSection[] written = [.. section?.Sections.Where(s => s.Title != ParameterReader.CommonParameters) ?? []];
        foreach (ParameterFacts parameter in _facts.Parameters.OrderBy(parameter => parameter.Name, StringComparer.OrdinalIgnoreCase))
        {
            PageSection? text = written.FirstOrDefault(s => ParameterReader.NameOf(s) == parameter.Name);
            AddHeading(3, "-" + parameter.Name);
            Add(text is not null ? WithoutTables(text)
                : StandardText.OfParameters.TryGetValue(parameter.Name, out string? standard) ? standard.Split('\n')
                : []);
            string defaultValue = parameter.DefaultValue
                ?? (text is null ? null : ParameterReader.DefaultOf(text))
                ?? ParameterFacts.NoDefault;
            foreach (ParameterGroup group in parameter.Groups)
            {
                Add(Table(parameter, group, defaultValue));
            }
        }

        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (PageSection text in written)
        {
            string? name = ParameterReader.NameOf(text);
            if (name is null || _facts.Parameters.All(parameter => parameter.Name != name) || !known.Add(name))
            {
                Add(Raw(text.Line, text.EndLine));
            }
        }

        AddHeading(3, ParameterReader.CommonParameters);
        Add(
        [
            "This cmdlet supports the common parameters. For more information, see",
            "[about_CommonParameters](https://go.microsoft.com/fwlink/?LinkID=113216).",
        ]);
    }

    private static string[] Table(ParameterFacts parameter, ParameterGroup group, string defaultValue) =>
    [
        Fence + "yaml",
        $"Type: {parameter.TypeName}",
        $"Parameter Sets: {string.Join(", ", group.SetNames)}",
        $"Aliases: {string.Join(", ", parameter.Aliases)}".TrimEnd(),
        .. parameter.Accepted.Select(limit => $"{limit.Label}: {limit.Text}"),
        $"Required: {group.IsMandatory}",
        $"Position: {group.PositionText ?? "Named"}",
        $"Default value: {defaultValue}",
        $"Accept pipeline input: {group.PipelineInput}",
        $"Accept wildcard characters: {parameter.AcceptsWildcards}",
        Fence,
    ];

    private void AddInputs(PageSection? section)
    {
        if (section?.Sections.Count > 0)
        {
            Add(Raw(section.Line + 1, section.EndLine));
            return;
        }

        Add(section is null ? [] : Raw(section.Line + 1, section.OwnEndLine));
        foreach (string type in _facts.AcceptsPipelineInput ? _facts.InputTypes : [NoType])
        {
            AddHeading(3, type);
        }
    }

    private void AddOutputs(PageSection? section)
    {
        IReadOnlyList<PageSection> written = section?.Sections ?? [];
        Add(section is null ? [] : Raw(section.Line + 1, section.OwnEndLine));

        // Below None, a cmdlet may describe output that it has only on request.
        bool HasText(PageSection type) => Raw(type.Line + 1, type.EndLine).Length > 0;
        IEnumerable<string> none = _facts.OutputTypes.Count == 0 || written.Any(type => type.Title == NoType && HasText(type)) ? [NoType] : [];
        string[] titles = [.. none, .. _facts.OutputTypes];
        foreach (string title in titles)
        {
            AddHeading(3, title);
            PageSection? type = written.FirstOrDefault(type => type.Title == title);
            Add(type is not null ? Raw(type.Line + 1, type.EndLine) : title == NoType ? ["This cmdlet has no output."] : []);
        }

        foreach (PageSection type in written.Where(type => !titles.Contains(type.Title) && HasText(type)))
        {
            Add(Raw(type.Line, type.EndLine));
        }
    }

    private string[] WithoutTables(PageSection section)
    {
        HashSet<int> tableLines =
        [
            .. section.Blocks.Where(ParameterReader.IsTable).Cast<FencedCodeBlock>()
                .SelectMany(table => Enumerable.Range(MarkdownPage.LineOf(table), table.Lines.Count + (table.ClosingFencedCharCount > 0 ? 2 : 1))),
        ];
        IEnumerable<string> kept = Range(section.Line + 1, section.EndLine).Where(line => !tableLines.Contains(line)).Select(line => _lines[line - 1]);
        return Trim(kept);
    }

    private string[] Raw(int line, int endLine) => Trim(Range(line, endLine).Select(number => _lines[number - 1]));

    private IEnumerable<int> Range(int line, int endLine) => Enumerable.Range(line, Math.Max(0, Math.Min(endLine, _lines.Length + 1) - line));

    private static string[] Trim(IEnumerable<string> lines)
    {
        string[] all = [.. lines];
        int first = Array.FindIndex(all, line => !string.IsNullOrWhiteSpace(line));
        int last = Array.FindLastIndex(all, line => !string.IsNullOrWhiteSpace(line));
        return first < 0 ? [] : all[first..(last + 1)];
    }

    private void AddHeading(int level, string title) => Add([$"{new string('#', level)} {title}"]);

    private void Add(string[] lines)
    {
        if (lines.Length > 0)
        {
            _result.AddRange(lines);
            _result.Add(string.Empty);
        }
    }
}
