using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Mistral.Client.Errors;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>The rows of a console that show a message while it is edited.</summary>
/// <param name="Rows">The rows, without control characters.</param>
/// <param name="CursorRow">The row of the cursor.</param>
/// <param name="CursorColumn">The column of the cursor, less than the width.</param>
internal sealed record EditLayout(IReadOnlyList<string> Rows, int CursorRow, int CursorColumn)
{
    private const string NextLinePrompt = "  ";
    private const string Tab = "    ";

    /// <summary>Lays out a message.</summary>
    /// <param name="prompt">The prompt before its first line.</param>
    /// <param name="text">The message.</param>
    /// <param name="cursor">The cursor in the message.</param>
    /// <param name="width">The width of the console.</param>
    /// <param name="measure">Gets how many columns a character needs.</param>
    public static EditLayout Create(string prompt, string text, int cursor, int width, Func<string, int> measure)
    {
        List<string> rows = [];
        StringBuilder row = new(prompt);
        int column = prompt.Length;
        (int Row, int Column) place = (0, column);

        void EndRow(string next)
        {
            rows.Add(row.ToString());
            _ = row.Clear().Append(next);
            column = next.Length;
        }

        int[] starts = StringInfo.ParseCombiningCharacters(text);
        for (int i = 0; i < starts.Length; i++)
        {
            int start = starts[i];
            int end = i + 1 < starts.Length ? starts[i + 1] : text.Length;
            string shown = text[start] == '\t' ? Tab : DisplayText.Clean(text.Substring(start, end - start));
            bool isLineEnd = text[start] == '\n';
            int needed = isLineEnd ? 0 : measure(shown);
            if (!isLineEnd && column + needed > width)
            {
                EndRow(string.Empty);
            }

            if (start == cursor)
            {
                // Behind a full row, the cursor would stand outside of the console.
                place = column < width ? (rows.Count, column) : (rows.Count + 1, 0);
            }

            if (isLineEnd)
            {
                EndRow(NextLinePrompt);
            }
            else
            {
                _ = row.Append(shown);
                column += needed;
            }
        }

        if (column >= width)
        {
            EndRow(string.Empty);
        }

        if (cursor >= text.Length)
        {
            place = (rows.Count, column);
        }

        rows.Add(row.ToString());
        return new EditLayout(rows, Math.Min(place.Row, rows.Count - 1), place.Row < rows.Count ? place.Column : 0);
    }

    /// <summary>Gets the part with the cursor that fits a height.</summary>
    public EditLayout Take(int height)
    {
        if (Rows.Count <= height)
        {
            return this;
        }

        int first = Math.Min(Math.Max(CursorRow - height + 1, 0), Rows.Count - height);
        List<string> part = [];
        for (int i = first; i < first + height; i++)
        {
            part.Add(Rows[i]);
        }

        return new EditLayout(part, CursorRow - first, CursorColumn);
    }
}
