using System.Collections.Generic;
using Markdig.Syntax;

namespace Mistral.HelpBuilder;

/// <summary>A heading with what is below it.</summary>
internal sealed class PageSection
{
    private PageSection(string title, int level, int line)
    {
        Title = title;
        Level = level;
        Line = line;
    }

    public string Title { get; }

    public int Level { get; }

    public int Line { get; }

    public List<Block> Blocks { get; } = [];

    public List<PageSection> Sections { get; } = [];

    /// <summary>Nests blocks by their headings. Deeper headings than asked for stay blocks of their section.</summary>
    public static PageSection Outline(IEnumerable<Block> blocks, int deepest)
    {
        var root = new PageSection(string.Empty, 0, 1);
        var open = new Stack<PageSection>([root]);
        foreach (Block block in blocks)
        {
            if (block is not HeadingBlock heading || heading.Level > deepest)
            {
                open.Peek().Blocks.Add(block);
                continue;
            }

            while (open.Peek().Level >= heading.Level)
            {
                open.Pop();
            }

            var section = new PageSection(
                InlineText.Flatten(heading.Inline), heading.Level, MarkdownPage.LineOf(heading));
            open.Peek().Sections.Add(section);
            open.Push(section);
        }

        return root;
    }
}
