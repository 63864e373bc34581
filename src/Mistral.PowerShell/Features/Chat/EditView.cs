using System;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>Shows a message in the console while it is edited. It moves the cursor only relative to where it is.</summary>
/// <param name="write">Writes to the console.</param>
/// <param name="measure">Gets how many columns a text needs.</param>
/// <param name="getSize">Gets the size of the console.</param>
internal sealed class EditView(Action<string> write, Func<string, int> measure, Func<(int Width, int Height)> getSize)
{
    private EditLayout? _shown;

    /// <summary>Shows the current text.</summary>
    public void Draw(string prompt, EditBuffer buffer)
    {
        (int width, int height) = getSize();
        EditLayout layout = EditLayout.Create(prompt, buffer.Text, buffer.Cursor, width, measure).Take(height);
        string change = FindAppended(layout) ?? Redraw(layout);
        _shown = layout;
        if (change.Length > 0)
        {
            write(change);
        }
    }

    /// <summary>Sets the cursor below the text, which stays.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="buffer">The text.</param>
    /// <param name="mark">What is shown behind the text.</param>
    public void End(string prompt, EditBuffer buffer, string mark = "")
    {
        buffer.MoveToEnd();
        Draw(prompt, buffer);
        write(mark + "\r\n");
        _shown = null;
    }

    // Most keys only append a character to the last row.
    private string? FindAppended(EditLayout layout)
    {
        if (_shown is null || _shown.Rows.Count != layout.Rows.Count || !IsAtEnd(_shown) || !IsAtEnd(layout))
        {
            return null;
        }

        int last = layout.Rows.Count - 1;
        return layout.Rows.Take(last).SequenceEqual(_shown.Rows.Take(last)) && layout.Rows[last].StartsWith(_shown.Rows[last], StringComparison.Ordinal)
            ? layout.Rows[last].Substring(_shown.Rows[last].Length)
            : null;
    }

    private bool IsAtEnd(EditLayout layout) =>
        layout.CursorRow == layout.Rows.Count - 1 && layout.CursorColumn == measure(layout.Rows[layout.Rows.Count - 1]);

    private string Redraw(EditLayout layout)
    {
        StringBuilder text = new();
        _ = text.Append(Move(_shown?.CursorRow ?? 0, 'A')).Append("\r\u001b[J").Append(string.Join("\r\n", layout.Rows));
        if (!IsAtEnd(layout))
        {
            _ = text.Append(Move(layout.Rows.Count - 1 - layout.CursorRow, 'A')).Append('\r').Append(Move(layout.CursorColumn, 'C'));
        }

        return text.ToString();
    }

    private static string Move(int count, char direction) => count > 0 ? string.Format(CultureInfo.InvariantCulture, "\u001b[{0}{1}", count, direction) : string.Empty;
}
