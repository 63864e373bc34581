using System;
using System.Collections.Generic;
using System.Linq;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Mistral.HelpBuilder;

/// <summary>Reads a command's page in the form of platyPS schema 2.0.0.</summary>
internal sealed class CommandPageReader(MarkdownPage page, string? helpFileName)
{
    private const string SupportedSchema = "2.0.0";

    private const string SynopsisTitle = "SYNOPSIS";
    private const string SyntaxTitle = "SYNTAX";
    private const string DescriptionTitle = "DESCRIPTION";
    private const string ExamplesTitle = "EXAMPLES";
    private const string ParametersTitle = "PARAMETERS";
    private const string InputsTitle = "INPUTS";
    private const string OutputsTitle = "OUTPUTS";
    private const string NotesTitle = "NOTES";
    private const string LinksTitle = "RELATED LINKS";

    private static readonly string[] _required =
    [
        SynopsisTitle, SyntaxTitle, DescriptionTitle, ExamplesTitle, ParametersTitle, InputsTitle, OutputsTitle,
    ];

    private static readonly string[] _optional = [NotesTitle, LinksTitle];

    // These are text and nothing else; the others have headings of their own.
    private static readonly string[] _flat = [SynopsisTitle, DescriptionTitle, NotesTitle, LinksTitle];

    private readonly Dictionary<string, PageSection> _sections = new(StringComparer.Ordinal);

    /// <summary>Reads as much as there is. What is returned is of use only if nothing was reported.</summary>
    public CommandHelp Read()
    {
        FrontMatter? frontMatter = ReadFrontMatter();
        ReadHeadings();

        IReadOnlyList<SyntaxSet> syntax = Read(SyntaxTitle, new SyntaxReader(page).Read);
        IReadOnlyList<ParameterHelp> parameters = Read(ParametersTitle, new ParameterReader(page).Read);
        new SyntaxComparison(page, syntax, parameters).Check();

        return new CommandHelp(
            page.Name,
            frontMatter?.OnlineVersion ?? string.Empty,
            ReadSynopsis(),
            Read(DescriptionTitle, ReadText),
            syntax,
            InOrderOfSyntax(parameters, syntax),
            Read(ExamplesTitle, new ExampleReader(page).Read),
            Read(InputsTitle, ReadTypes),
            Read(OutputsTitle, ReadTypes),
            Read(NotesTitle, section => BlockText.Unwrapped.Render(section.Blocks)),
            Read(LinksTitle, ReadLinks));
    }

    private FrontMatter? ReadFrontMatter()
    {
        if (page.FrontMatter is not { } block)
        {
            page.Report(1, Rule.FrontMatterMissing, "the page does not begin with YAML front matter");
            return null;
        }

        if (!new PageYaml(page, Rule.FrontMatterInvalid).TryReadFrontMatter(block, out FrontMatter? frontMatter))
        {
            return null;
        }

        if (frontMatter.Schema != SupportedSchema)
        {
            page.Report(block, Rule.SchemaUnknown, $"'schema' is '{frontMatter.Schema}' and not {SupportedSchema}");
        }

        if (string.IsNullOrEmpty(frontMatter.HelpFile) || frontMatter.HelpFile != (helpFileName ?? frontMatter.HelpFile))
        {
            page.Report(block, Rule.HelpFileDiffers,
                $"'external help file' is '{frontMatter.HelpFile}' and not '{helpFileName ?? "the name of a help file"}'");
        }

        if (string.IsNullOrEmpty(frontMatter.ModuleName))
        {
            page.Report(block, Rule.ModuleNameMissing, "'Module Name' is empty");
        }

        bool isUri = Uri.TryCreate(frontMatter.OnlineVersion, UriKind.Absolute, out Uri? uri);
        if (!isUri || (uri!.Scheme != Uri.UriSchemeHttps && uri.Scheme != Uri.UriSchemeHttp))
        {
            page.Report(block, Rule.OnlineVersionInvalid,
                $"'online version' is '{frontMatter.OnlineVersion}' and not an address on the web");
        }

        return frontMatter;
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

        ReportText(title);
        foreach (PageSection section in title.Sections)
        {
            AddSection(section);
        }

        foreach (string missing in _required.Where(name => !_sections.ContainsKey(name)))
        {
            page.Report(title.Line, Rule.SectionMissing, $"there is no section '## {missing}'");
        }
    }

    private void AddSection(PageSection section)
    {
        bool isKnown = _required.Concat(_optional).Contains(section.Title, StringComparer.Ordinal);
        if (!isKnown || section.Level != 2)
        {
            ReportUnknown(section);
        }
        else if (!_sections.TryAdd(section.Title, section))
        {
            page.Report(section.Line, Rule.SectionTwice, $"the section '## {section.Title}' is there twice");
        }

        if (_flat.Contains(section.Title, StringComparer.Ordinal))
        {
            foreach (PageSection inner in section.Sections)
            {
                ReportUnknown(inner);
            }
        }
    }

    private void ReportUnknown(PageSection section) => page.Report(
        section.Line, Rule.HeadingUnknown, $"the heading '{section.Title}' has no place in a command's page");

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
        IReadOnlyList<string> text = Read(SynopsisTitle, ReadText);

        // Lists of commands show it in one column.
        if (text.Count > 1)
        {
            page.Report(_sections[SynopsisTitle].Line, Rule.SynopsisTooLong, "the synopsis is more than one paragraph");
        }

        return text.FirstOrDefault(string.Empty);
    }

    private static IReadOnlyList<ParameterHelp> InOrderOfSyntax(
        IReadOnlyList<ParameterHelp> parameters,
        IReadOnlyList<SyntaxSet> syntax)
    {
        string[] order = [.. syntax.OrderByDescending(set => set.IsDefault)
            .SelectMany(set => set.Parameters)
            .Select(parameter => parameter.Name)];
        return [.. parameters.OrderBy(parameter => Array.IndexOf(order, parameter.Name))];
    }

    private IReadOnlyList<TypeHelp> ReadTypes(PageSection section)
    {
        ReportText(section);
        if (section.Sections.Count == 0)
        {
            page.Report(section.Line, Rule.TypeMissing,
                $"the section '## {section.Title}' names no type; one that has none says '### None'");
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
                page.Report(line, Rule.RelatedLinkInvalid, "this is not a link of the form [text](address)");
            }

            links.AddRange(found.Select(link => new RelatedLink(
                InlineText.Flatten(link),
                Uri.TryCreate(link.Url, UriKind.Absolute, out Uri? uri) && !uri.IsFile ? link.Url! : string.Empty)));
        }

        return links;
    }
}
