using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using Markdig.Syntax;

namespace Mistral.HelpBuilder;

/// <summary>Reads the EXAMPLES section.</summary>
internal sealed partial class ExampleReader(MarkdownPage page)
{
    public IReadOnlyList<ExampleHelp> Read(PageSection section)
    {
        foreach (Block block in section.Blocks)
        {
            page.Report(block, Rule.TextMisplaced, "there must be nothing before the first example");
        }

        return [.. section.Sections.Select((example, index) => ReadExample(example, index + 1))];
    }

    private ExampleHelp ReadExample(PageSection section, int number)
    {
        Match title = Title.Match(section.Title);
        if (title.Groups["number"].Value != number.ToString(CultureInfo.InvariantCulture))
        {
            page.Report(section.Line, Rule.ExampleTitleInvalid,
                $"'{section.Title}' is not of the form 'Example {number}: title'");
        }

        foreach (FencedCodeBlock fence in section.Blocks.OfType<FencedCodeBlock>())
        {
            CheckPrompt(fence);
        }

        // MAML supports one block of code. The rest belongs to the remarks.
        int first = section.Blocks.FindIndex(block => block is FencedCodeBlock);
        if (first < 0 || BlockText.CodeOf((FencedCodeBlock)section.Blocks[first]).Length == 0)
        {
            page.Report(section.Line, Rule.ExampleCodeMissing, $"example {number} has no code");
            return new ExampleHelp(section.Title, [], string.Empty, []);
        }

        return new ExampleHelp(
            section.Title,
            BlockText.Unwrapped.Render(section.Blocks.Take(first)),
            BlockText.CodeOf((FencedCodeBlock)section.Blocks[first]),
            BlockText.Unwrapped.Render(section.Blocks.Skip(first + 1)));
    }

    private void CheckPrompt(FencedCodeBlock fence)
    {
        string[] lines = fence.Lines.ToString().Split('\n');
        for (int index = 0; index < lines.Length; index++)
        {
            if (Prompt.IsMatch(lines[index]))
            {
                page.Report(MarkdownPage.LineOf(fence) + 1 + index, Rule.ExamplePrompt,
                    "remove the prompt before the code, so that the code can be copied");
            }
        }
    }

    [GeneratedRegex(@"^Example (?<number>\d+): \S")]
    private static partial Regex Title { get; }

    [GeneratedRegex(@"^\s*(PS( [^>]*)?>|>> )")]
    private static partial Regex Prompt { get; }
}
