using System.Collections.Generic;
using Markdig.Syntax;

namespace Mistral.HelpBuilder;

/// <summary>A heading and its content.</summary>
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

    /// <summary>The line of the next heading of the same or a higher level; past the last line if there is none.</summary>
    public int EndLine { get; private set; } = int.MaxValue;

    /// <summary>The line of the first inner section, or the end line.</summary>
    public int OwnEndLine => Sections.Count == 0 ? EndLine : Sections[0].Line;

    public List<Block> Blocks { get; } = [];

    public List<PageSection> Sections { get; } = [];

    /// <summary>Groups blocks by their headings. Headings deeper than the given level remain blocks of their section.</summary>
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
                open.Pop().EndLine = MarkdownPage.LineOf(heading);
            }

            var section = new PageSection(
                InlineText.Flatten(heading.Inline), heading.Level, MarkdownPage.LineOf(heading));
            open.Peek().Sections.Add(section);
            open.Push(section);
        }

        return root;
    }
}
