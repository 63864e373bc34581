using System;
using System.Collections.Generic;
using System.Linq;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Mistral.HelpBuilder;

/// <summary>Reads the prose of a cmdlet's page, and adds what the assembly states.</summary>
internal sealed class CommandPageReader(MarkdownPage page, CmdletFacts facts)
{
    private const int LeastExamples = 2;
    private const string NoType = "None";

    private readonly Dictionary<string, PageSection> _sections = new(StringComparer.Ordinal);

    private int _titleLine = 1;

    /// <summary>Reads as much as possible. The result is valid only if no mistake was reported.</summary>
    public CommandHelp Read()
    {
        ReadHeadings();
        return new CommandHelp(
            page.Name,
            ReadSynopsis(),
            Read(SectionTitles.Description, ReadText),
            facts.Sets,
            ReadParameters(),
            ReadExamples(),
            Read(SectionTitles.Inputs, ReadInputs),
            Read(SectionTitles.Outputs, ReadOutputs),
            Read(SectionTitles.Notes, section => BlockText.Unwrapped.Render(section.Blocks)),
            Read(SectionTitles.Links, ReadLinks));
    }

    private void ReadHeadings()
    {
        PageSection outline = PageSection.Outline(page.Blocks, 3);
        ReportText(outline);

        PageSection? title = outline.Sections.FirstOrDefault();
        if (title is null || title.Level != 1 || title.Title != page.Name)
        {
            page.Report(title?.Line ?? 1, Rule.TitleDiffers, $"the first heading is not '# {page.Name}'");
        }

        foreach (PageSection extra in outline.Sections.Skip(1))
        {
            ReportUnknown(extra);
        }

        if (title is null)
        {
            return;
        }

        _titleLine = title.Line;
        ReportText(title);
        foreach (PageSection section in title.Sections)
        {
            AddSection(section);
        }

        foreach (string missing in SectionTitles.All.Except(SectionTitles.Optional).Where(name => !_sections.ContainsKey(name)))
        {
            page.Report(title.Line, Rule.SectionMissing, $"there is no section '## {missing}'; './build.ps1 Help' adds it");
        }
    }

    private void AddSection(PageSection section)
    {
        if (!SectionTitles.All.Contains(section.Title, StringComparer.Ordinal) || section.Level != 2)
        {
            ReportUnknown(section);
        }
        else if (!_sections.TryAdd(section.Title, section))
        {
            page.Report(section.Line, Rule.SectionTwice, $"the section '## {section.Title}' is there twice");
        }

        if (SectionTitles.Flat.Contains(section.Title, StringComparer.Ordinal))
        {
            foreach (PageSection inner in section.Sections)
            {
                ReportUnknown(inner);
            }
        }
    }

    private void ReportUnknown(PageSection section) => page.Report(
        section.Line, Rule.HeadingUnknown, $"the heading '{section.Title}' isn't allowed in a command's page");

    private void ReportText(PageSection section)
    {
        if (section.Blocks.FirstOrDefault(block => block is not HtmlBlock) is { } block)
        {
            page.Report(block, Rule.TextMisplaced, "there must be nothing but headings here");
        }
    }

    private IReadOnlyList<T> Read<T>(string title, Func<PageSection, IReadOnlyList<T>> read) =>
        _sections.TryGetValue(title, out PageSection? section) ? read(section) : [];

    private IReadOnlyList<string> ReadText(PageSection section)
    {
        IReadOnlyList<string> text = BlockText.Unwrapped.Render(section.Blocks);
        if (text.Count == 0)
        {
            page.Report(section.Line, Rule.SectionEmpty, $"the section '## {section.Title}' is empty");
        }

        return text;
    }

    private string ReadSynopsis()
    {
        IReadOnlyList<string> text = Read(SectionTitles.Synopsis, ReadText);

        // Lists of commands show the synopsis in one column.
        if (text.Count > 1)
        {
            page.Report(_sections[SectionTitles.Synopsis].Line, Rule.SynopsisTooLong, "the synopsis is more than one paragraph");
        }

        return text.FirstOrDefault(string.Empty);
    }

    private IReadOnlyList<ExampleHelp> ReadExamples()
    {
        IReadOnlyList<ExampleHelp> examples = Read(SectionTitles.Examples, new ExampleReader(page).Read);
        if (_sections.TryGetValue(SectionTitles.Examples, out PageSection? section) && examples.Count < LeastExamples)
        {
            page.Report(section.Line, Rule.ExamplesMissing, $"expected {LeastExamples} examples or more, got {examples.Count}");
        }

        return examples;
    }

    private List<ParameterHelp> ReadParameters()
    {
        IReadOnlyList<ParameterText> texts = Read(SectionTitles.Parameters, new ParameterReader(page).Read);
        foreach (ParameterText unknown in texts.Where(text => facts.Parameters.All(parameter => parameter.Name != text.Name)))
        {
            page.Report(unknown.Line, Rule.ParameterUnknown,
                $"the cmdlet has no parameter -{unknown.Name}; remove this section, or rename it if the parameter was renamed");
        }

        int end = _sections.TryGetValue(SectionTitles.Parameters, out PageSection? section) ? section.Line : _titleLine;
        var parameters = new List<ParameterHelp>();
        foreach (ParameterFacts parameter in facts.Parameters)
        {
            ParameterText? text = texts.FirstOrDefault(text => text.Name == parameter.Name);
            if (text is null)
            {
                page.Report(end, Rule.ParameterUndocumented,
                    $"the parameter -{parameter.Name} is not described; run './build.ps1 Help', then write below '### -{parameter.Name}' what it does");
            }
            else if (text.Description.Count == 0)
            {
                page.Report(text.Line, Rule.ParameterDescriptionMissing, $"the parameter -{parameter.Name} is not described");
            }

            parameters.Add(new ParameterHelp(
                parameter, text?.Description ?? [], parameter.DefaultValue ?? text?.DefaultValue ?? ParameterFacts.NoDefault));
        }

        return parameters;
    }

    private IReadOnlyList<TypeHelp> ReadInputs(PageSection section)
    {
        IReadOnlyList<TypeHelp> types = ReadTypes(section);
        if (types.Count > 0 && facts.AcceptsPipelineInput == types.Any(type => type.Name == NoType))
        {
            page.Report(section.Line, Rule.InputsDiffer, facts.AcceptsPipelineInput
                ? "the cmdlet takes input from the pipeline, but INPUTS contains no type; add the types that can be piped to it"
                : $"the cmdlet takes no input from the pipeline; INPUTS must contain only '### {NoType}'");
        }

        return types;
    }

    private IReadOnlyList<TypeHelp> ReadOutputs(PageSection section)
    {
        IReadOnlyList<TypeHelp> types = ReadTypes(section);
        foreach (TypeHelp type in types.Where(type => type.Name != NoType && !facts.OutputTypes.Contains(type.Name)))
        {
            page.Report(section.Line, Rule.OutputUnknown,
                $"'{type.Name}' is in OUTPUTS, but not in an OutputType attribute of the cmdlet; remove it from the page, or add it to the attribute");
        }

        return types;
    }

    private IReadOnlyList<TypeHelp> ReadTypes(PageSection section)
    {
        ReportText(section);
        if (section.Sections.Count == 0)
        {
            page.Report(section.Line, Rule.TypeMissing,
                $"the section '## {section.Title}' contains no type; use '### {NoType}' if there is none");
        }

        return [.. section.Sections.Select(type =>
            new TypeHelp(type.Title, BlockText.Unwrapped.Render(type.Blocks)))];
    }

    private IReadOnlyList<RelatedLink> ReadLinks(PageSection section)
    {
        var links = new List<RelatedLink>();
        foreach (LeafBlock line in section.Blocks.SelectMany(block => block.Descendants().Prepend(block)).OfType<LeafBlock>())
        {
            LinkInline[] found = [.. line.Inline?.Descendants<LinkInline>() ?? []];
            if (found.Length == 0 && line is not HtmlBlock)
            {
                page.Report(line, Rule.RelatedLinkInvalid, "expected a link of the form [text](address)");
            }

            links.AddRange(found.Select(link => new RelatedLink(
                InlineText.Flatten(link),
                Uri.TryCreate(link.Url, UriKind.Absolute, out Uri? uri) && !uri.IsFile ? link.Url! : string.Empty)));
        }

        return links;
    }
}
