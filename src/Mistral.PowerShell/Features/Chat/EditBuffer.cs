using System.Globalization;
using System.Linq;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>The text of a message while it is edited, and the cursor in it. The cursor never stands within a character.</summary>
internal sealed class EditBuffer
{
    public string Text { get; private set; } = string.Empty;

    /// <summary>The index in the text before which the cursor stands.</summary>
    public int Cursor { get; private set; }

    private int LineStart => Cursor == 0 ? 0 : Text.LastIndexOf('\n', Cursor - 1) + 1;

    private int LineEnd => Text.IndexOf('\n', Cursor) is >= 0 and var end ? end : Text.Length;

    /// <summary>Replaces the text, and sets the cursor to its end.</summary>
    public void Set(string text)
    {
        Text = text;
        Cursor = text.Length;
    }

    public void Insert(string text)
    {
        Text = Text.Insert(Cursor, text);
        Cursor += text.Length;
    }

    public void MoveLeft() => Cursor = GetPrevious();

    public void MoveRight() => Cursor = GetNext();

    public void MoveToLineStart() => Cursor = LineStart;

    public void MoveToLineEnd() => Cursor = LineEnd;

    public void MoveToEnd() => Cursor = Text.Length;

    /// <summary>Moves the cursor to the start of the word before it.</summary>
    public void MoveWordLeft()
    {
        while (Cursor > 0 && char.IsWhiteSpace(Text[Cursor - 1]))
        {
            MoveLeft();
        }

        while (Cursor > 0 && !char.IsWhiteSpace(Text[Cursor - 1]))
        {
            MoveLeft();
        }
    }

    /// <summary>Moves the cursor to the start of the next word.</summary>
    public void MoveWordRight()
    {
        while (Cursor < Text.Length && !char.IsWhiteSpace(Text[Cursor]))
        {
            MoveRight();
        }

        while (Cursor < Text.Length && char.IsWhiteSpace(Text[Cursor]))
        {
            MoveRight();
        }
    }

    /// <summary>Moves the cursor to the line above.</summary>
    /// <returns>False in the first line.</returns>
    public bool MoveUp()
    {
        if (LineStart == 0)
        {
            return false;
        }

        int column = Cursor - LineStart;
        int end = LineStart - 1;
        Cursor = end;
        MoveToColumn(column, end);
        return true;
    }

    /// <summary>Moves the cursor to the line below.</summary>
    /// <returns>False in the last line.</returns>
    public bool MoveDown()
    {
        if (LineEnd == Text.Length)
        {
            return false;
        }

        int column = Cursor - LineStart;
        Cursor = LineEnd + 1;
        MoveToColumn(column, LineEnd);
        return true;
    }

    public void DeleteBack() => DeleteFrom(GetPrevious());

    public void Delete()
    {
        int end = GetNext();
        Text = Text.Remove(Cursor, end - Cursor);
    }

    public void DeleteToLineStart() => DeleteFrom(LineStart);

    public void DeleteToLineEnd() => Text = Text.Remove(Cursor, LineEnd - Cursor);

    public void DeleteWord()
    {
        int end = Cursor;
        MoveWordLeft();
        Text = Text.Remove(Cursor, end - Cursor);
    }

    private void DeleteFrom(int start)
    {
        Text = Text.Remove(start, Cursor - start);
        Cursor = start;
    }

    private void MoveToColumn(int column, int end)
    {
        int target = LineStart + column;
        Cursor = target >= end ? end : StringInfo.ParseCombiningCharacters(Text).Last(i => i <= target);
    }

    // A character may consist of several UTF-16 code units.
    private int GetPrevious() => StringInfo.ParseCombiningCharacters(Text).Where(i => i < Cursor).DefaultIfEmpty(0).Last();

    private int GetNext() => StringInfo.ParseCombiningCharacters(Text).Where(i => i > Cursor).DefaultIfEmpty(Text.Length).First();
}
