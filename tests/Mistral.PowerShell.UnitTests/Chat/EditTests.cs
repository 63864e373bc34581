using System;
using System.Linq;
using Mistral.PowerShell.Features.Chat;
using Xunit;

namespace Mistral.PowerShell.UnitTests.Chat;

public sealed class EditTests
{
    private const string Key = "\U0001F511";

    [Theory]
    [InlineData("abc", 3, 2)]
    [InlineData("a" + Key, 3, 1)]
    [InlineData("ae\u0301", 3, 1)]
    [InlineData("", 0, 0)]
    public void Left_moves_over_a_complete_character(string text, int from, int to)
    {
        EditBuffer buffer = With(text);
        Assert.Equal(from, buffer.Cursor);
        buffer.MoveLeft();
        Assert.Equal(to, buffer.Cursor);
        buffer.MoveRight();
        Assert.Equal(from, buffer.Cursor);
    }

    [Theory]
    [InlineData("a" + Key, "a")]
    [InlineData("a\n", "a")]
    [InlineData("", "")]
    public void Backspace_deletes_a_complete_character(string text, string left)
    {
        EditBuffer buffer = With(text);
        buffer.DeleteBack();
        Assert.Equal(left, buffer.Text);
        Assert.Equal(left.Length, buffer.Cursor);
    }

    [Fact]
    public void Delete_deletes_the_character_behind_the_cursor()
    {
        EditBuffer buffer = With(Key + "b");
        buffer.MoveToLineStart();
        buffer.Delete();
        Assert.Equal("b", buffer.Text);
        buffer.MoveToEnd();
        buffer.Delete();
        Assert.Equal("b", buffer.Text);
    }

    [Theory]
    [InlineData("one two", "one ")]
    [InlineData("one two  ", "one ")]
    [InlineData("one", "")]
    [InlineData("", "")]
    public void A_word_is_deleted_with_the_spaces_behind_it(string text, string left)
    {
        EditBuffer buffer = With(text);
        buffer.DeleteWord();
        Assert.Equal(left, buffer.Text);
    }

    [Fact]
    public void Lines_are_moved_through_and_deleted_by_themselves()
    {
        EditBuffer buffer = With("long line\nx\nlast");
        Assert.True(buffer.MoveUp());
        Assert.Equal("long line\nx".Length, buffer.Cursor);
        Assert.True(buffer.MoveUp());
        Assert.Equal(1, buffer.Cursor);
        Assert.False(buffer.MoveUp());
        buffer.DeleteToLineEnd();
        Assert.Equal("l\nx\nlast", buffer.Text);
        Assert.True(buffer.MoveDown());
        buffer.DeleteToLineStart();
        Assert.Equal("l\n\nlast", buffer.Text);
        Assert.True(buffer.MoveDown());
        Assert.False(buffer.MoveDown());
    }

    [Theory]
    [InlineData("abcdefgh", 8, "> abcdefgh\n", 1, 0)]
    [InlineData("abcdefghi", 9, "> abcdefgh\ni", 1, 1)]
    [InlineData("abcdefghi", 8, "> abcdefgh\ni", 1, 0)]
    [InlineData("a\nb", 3, "> a\n  b", 1, 3)]
    [InlineData("a\nb", 1, "> a\n  b", 0, 3)]
    [InlineData("\t!", 2, ">     !", 0, 7)]
    [InlineData("abcdefg\u6F22", 8, "> abcdefg\n\u6F22", 1, 2)]
    [InlineData("a\u202Eb", 3, "> a\uFFFDb", 0, 5)]
    public void A_text_is_laid_out_in_rows(string text, int cursor, string rows, int row, int column)
    {
        EditLayout layout = EditLayout.Create("> ", text, cursor, width: 10, TestConsole.Measure);
        Assert.Equal(rows, string.Join("\n", layout.Rows));
        Assert.Equal((row, column), (layout.CursorRow, layout.CursorColumn));
    }

    [Fact]
    public void A_text_that_is_higher_than_the_console_is_shown_around_the_cursor()
    {
        EditLayout all = EditLayout.Create("> ", "1\n2\n3\n4\n5", cursor: 9, width: 10, TestConsole.Measure);
        Assert.Equal(["  4", "  5"], all.Take(2).Rows);
        Assert.Equal(1, all.Take(2).CursorRow);
        EditLayout first = EditLayout.Create("> ", "1\n2\n3\n4\n5", cursor: 0, width: 10, TestConsole.Measure);
        Assert.Equal(["> 1", "  2"], first.Take(2).Rows);
        Assert.Equal(0, first.Take(2).CursorRow);
    }

    [Fact]
    public void After_each_of_many_edits_the_console_shows_the_text_and_the_cursor()
    {
        Random random = new(20_261_130);
        for (int round = 0; round < 60; round++)
        {
            int height = round % 3 == 0 ? 4 : 40;
            TestConsole console = new(width: 10, height);
            EditView view = new(console.Write, TestConsole.Measure, () => (10, height - 1));
            EditBuffer buffer = new();
            for (int step = 0; step < 80; step++)
            {
                Edit(buffer, random);
                view.Draw("> ", buffer);
                EditLayout wanted = EditLayout.Create("> ", buffer.Text, buffer.Cursor, 10, TestConsole.Measure).Take(height - 1);
                string rows = string.Join("\n", wanted.Rows.Select(r => string.Concat(r.Select(c => TestConsole.Measure(c.ToString()) == 2 ? $"{c}_" : c.ToString())).TrimEnd()));
                Assert.Equal(rows.TrimEnd('\n'), console.Text);
                Assert.Equal((wanted.CursorRow, wanted.CursorColumn), (console.Row, console.Column));
            }

            view.End("> ", buffer);
            int rowCount = EditLayout.Create("> ", buffer.Text, buffer.Text.Length, 10, TestConsole.Measure).Take(height - 1).Rows.Count;
            Assert.Equal((rowCount, 0), (console.Row, console.Column));
        }
    }

    private static void Edit(EditBuffer buffer, Random random)
    {
        switch (random.Next(14))
        {
            case 0: buffer.MoveLeft(); break;
            case 1: buffer.MoveRight(); break;
            case 2: buffer.MoveToLineStart(); break;
            case 3: buffer.MoveToLineEnd(); break;
            case 4: _ = buffer.MoveUp(); break;
            case 5: _ = buffer.MoveDown(); break;
            case 6: buffer.DeleteBack(); break;
            case 7: buffer.Delete(); break;
            case 8: buffer.MoveWordLeft(); break;
            case 9: buffer.Insert("\n"); break;
            case 10: buffer.Insert("\u6F22"); break;
            case 11: buffer.Insert("several words"); break;
            default: buffer.Insert("a"); break;
        }
    }

    private static EditBuffer With(string text)
    {
        EditBuffer buffer = new();
        buffer.Set(text);
        return buffer;
    }
}
