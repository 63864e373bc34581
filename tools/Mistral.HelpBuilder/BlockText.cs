using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Markdig.Extensions.Alerts;
using Markdig.Extensions.Tables;
using Markdig.Syntax;

namespace Mistral.HelpBuilder;

/// <summary>Converts Markdown blocks to lines of plain text with a maximum width.</summary>
internal sealed class BlockText(int width)
{
    /// <summary>The indent of a code block, which distinguishes it from a paragraph.</summary>
    public const string CodeIndent = "    ";

    private const string ColumnGap = "  ";

    /// <summary>For output that the reader wraps.</summary>
    public static BlockText Unwrapped { get; } = new(int.MaxValue);

    /// <summary>Gets the text of each block: one or more lines, without blank lines around them.</summary>
    public IReadOnlyList<string> Render(IEnumerable<Block> blocks) =>
        [.. blocks.SelectMany(Paragraphs).Where(paragraph => paragraph.Length != 0)];

    public static string CodeOf(CodeBlock code) => string.Join('\n', CodeLines(code));

    private IEnumerable<string> Paragraphs(Block block) => block switch
    {
        CodeBlock code => [JoinLines(CodeLines(code).Select(line => (CodeIndent + line).TrimEnd()))],
        AlertBlock alert => Alert(alert),
        QuoteBlock quote => Render(quote),
        ListBlock list => [List(list)],
        Table table => [TableRows(table)],
        HtmlBlock { Type: HtmlBlockType.Comment } => [],
        LeafBlock { Inline: not null } leaf => [Wrap(InlineText.Flatten(leaf.Inline))],
        HtmlBlock html => [html.Lines.ToString()],
        _ => [],
    };

    private static string JoinLines(IEnumerable<string> lines) => string.Join('\n', lines);

    private static IReadOnlyList<string> CodeLines(CodeBlock code)
    {
        string[] lines = code.Lines.ToString().ReplaceLineEndings("\n").Split('\n');
        int first = Array.FindIndex(lines, line => !string.IsNullOrWhiteSpace(line));
        int last = Array.FindLastIndex(lines, line => !string.IsNullOrWhiteSpace(line));
        if (first < 0)
        {
            return [];
        }

        string[] kept = [.. lines[first..(last + 1)].Select(line => line.TrimEnd())];
        int indent = kept.Where(line => line.Length != 0).Min(line => line.Length - line.TrimStart().Length);
        return [.. kept.Select(line => line.Length == 0 ? line : line[indent..])];
    }

    private IReadOnlyList<string> Alert(AlertBlock alert)
    {
        string kind = alert.Kind.ToString();
        string label = kind[..1].ToUpperInvariant() + kind[1..].ToLowerInvariant() + ": ";
        IReadOnlyList<string> paragraphs = Unwrapped.Render(alert);
        return paragraphs.Count == 0 ? [] : [Wrap(label + paragraphs[0]), .. Render(alert).Skip(1)];
    }

    private string List(ListBlock list)
    {
        ListItemBlock[] items = [.. list.OfType<ListItemBlock>()];
        string[] markers = [.. items.Select(item =>
            list.IsOrdered ? item.Order.ToString(CultureInfo.InvariantCulture) + ". " : "- ")];

        var texts = new List<string>();
        bool isLong = false;
        foreach ((ListItemBlock item, string marker) in items.Zip(markers))
        {
            IReadOnlyList<string> paragraphs = new BlockText(Narrow(marker.Length)).Render(item);

            // An inner list follows its line directly. Other paragraphs are separated by a blank line.
            bool isCompact = item.Skip(1).All(block => block is ListBlock);
            isLong |= !isCompact;
            string text = string.Join(isCompact ? "\n" : "\n\n", paragraphs);
            texts.Add(marker + Indent(text, new string(' ', marker.Length)));
        }

        return string.Join(isLong ? "\n\n" : "\n", texts);
    }

    private static string Indent(string text, string indent) => JoinLines(
        text.Split('\n').Select((line, index) => index == 0 || line.Length == 0 ? line : indent + line));

    private string TableRows(Table table)
    {
        string[][] rows = [.. table.OfType<TableRow>().Select(row => row.OfType<TableCell>()
            .Select(cell => string.Join(' ', Unwrapped.Render(cell)).ReplaceLineEndings(" "))
            .ToArray())];
        int columns = rows.Max(row => row.Length);
        int[] widths = [.. Enumerable.Range(0, columns)
            .Select(column => rows.Max(row => row.Length > column ? row[column].Length : 0))];

        // The last column gets the rest of the line.
        int start = widths[..^1].Sum(columnWidth => columnWidth + ColumnGap.Length);
        widths[^1] = Math.Min(widths[^1], Narrow(start));
        string[] rule = [.. widths.Select(columnWidth => new string('-', columnWidth))];

        return JoinLines(rows.Take(1).Append(rule).Concat(rows.Skip(1)).Select(row => Row(row, widths, start)));
    }

    private string Row(string[] cells, int[] widths, int start)
    {
        string lead = string.Concat(cells.Take(widths.Length - 1)
            .Select((cell, column) => cell.PadRight(widths[column]) + ColumnGap));
        string last = cells.Length == widths.Length ? new BlockText(Narrow(start)).Wrap(cells[^1]) : string.Empty;
        return (lead + Indent(last, new string(' ', start))).TrimEnd();
    }

    // Text narrower than this is harder to read than a line that is too long.
    private int Narrow(int by) => width == int.MaxValue ? width : Math.Max(width - by, 20);

    private string Wrap(string text) => JoinLines(text.Split('\n').SelectMany(WrapLine));

    private List<string> WrapLine(string text)
    {
        var lines = new List<string>();
        string line = string.Empty;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length != 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line);
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : line + " " + word;
            }
        }

        lines.Add(line);
        return lines;
    }
}
