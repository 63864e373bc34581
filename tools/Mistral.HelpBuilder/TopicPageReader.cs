using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Markdig.Syntax;

namespace Mistral.HelpBuilder;

/// <summary>Converts the page of an about topic to its text.</summary>
internal sealed class TopicPageReader(MarkdownPage page)
{
    private const int Width = 79;
    private const string ShortDescription = "SHORT DESCRIPTION";
    private const string LongDescription = "LONG DESCRIPTION";
    private const string TextIndent = "    ";
    private const string InnerHeadingIndent = "  ";

    private readonly BlockText _text = new(Width - TextIndent.Length);
    private readonly StringBuilder _result = new();

    public string Read()
    {
        Block[] blocks = [.. page.Blocks];
        if (FindHeading(blocks, LongDescription) < 0)
        {
            page.Report(1, Rule.TopicLongDescriptionMissing, $"there is no section '{LongDescription}'");
        }

        int start = FindHeading(blocks, ShortDescription);
        if (start < 0)
        {
            page.Report(1, Rule.TopicShortDescriptionMissing, $"there is no section '{ShortDescription}'");
            return string.Empty;
        }

        CheckTitle(blocks.Take(start));

        // In lists of topics, Get-Help shows the fifth line, which must be the short description.
        AppendHeading("TOPIC", isInner: false);
        AppendText(page.Name);

        int topLevel = ((HeadingBlock)blocks[start]).Level;
        PageSection outline = PageSection.Outline(blocks.Skip(start), 6);
        foreach (PageSection section in outline.Sections)
        {
            AppendSection(section, topLevel);
        }

        return _result.ToString();
    }

    private static int FindHeading(Block[] blocks, string title) => Array.FindIndex(
        blocks, block => block is HeadingBlock heading && IsTitle(InlineText.Flatten(heading.Inline), title));

    private static bool IsTitle(string text, string title) =>
        string.Equals(text, title, StringComparison.OrdinalIgnoreCase);

    private void CheckTitle(IEnumerable<Block> blocks)
    {
        bool hasTitle = false;
        foreach (Block block in blocks)
        {
            if (block is HeadingBlock heading)
            {
                hasTitle |= IsTitle(InlineText.Flatten(heading.Inline), page.Name);
            }
            else if (block is not HtmlBlock)
            {
                page.Report(block, Rule.TextMisplaced, $"there must be nothing but headings before '{ShortDescription}'");
            }
        }

        if (!hasTitle)
        {
            page.Report(1, Rule.TopicTitleMissing, $"there is no heading '{page.Name}' before '{ShortDescription}'");
        }
    }

    private void AppendSection(PageSection section, int topLevel)
    {
        AppendHeading(section.Title, section.Level > topLevel);
        IReadOnlyList<string> paragraphs = _text.Render(section.Blocks);
        if (paragraphs.Count == 0 && section.Sections.Count == 0)
        {
            page.Report(section.Line, Rule.SectionEmpty, $"the section '{section.Title}' is empty");
        }

        foreach (string paragraph in paragraphs)
        {
            AppendText(paragraph);
        }

        foreach (PageSection inner in section.Sections)
        {
            AppendSection(inner, topLevel);
        }
    }

    private void AppendHeading(string title, bool isInner) =>
        _result.Append(isInner ? InnerHeadingIndent : string.Empty).Append(title.ToUpperInvariant()).Append('\n');

    private void AppendText(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            _result.Append(line.Length == 0 ? string.Empty : TextIndent).Append(line).Append('\n');
        }

        _result.Append('\n');
    }
}
