using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.RegularExpressions;

namespace Mistral.PowerShell.UnitTests.Chat;

/// <summary>A console of limited size that understands the escape sequences of the editor. An ideograph needs two columns.</summary>
internal sealed class TestConsole(int width, int height)
{
    private readonly List<StringBuilder> _rows = [new()];

    public int Row { get; private set; }

    public int Column { get; private set; }

    /// <summary>All rows without spaces at their end.</summary>
    public string Text => string.Join("\n", _rows.Select(r => r.ToString().TrimEnd())).TrimEnd('\n');

    public static int Measure(string text) => text.Sum(c => c is >= '\u3000' and < '\uA000' ? 2 : 1);

    public void Write(string text)
    {
        foreach (Match part in Regex.Matches(text, "\u001b\\[(\\d*)([A-Z])|.|\r|\n", RegexOptions.Singleline))
        {
            if (part.Groups[2].Success)
            {
                Apply(part.Groups[2].Value, part.Groups[1].Length > 0 ? int.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture) : 1);
            }
            else
            {
                Put(part.Value[0]);
            }
        }
    }

    private void Apply(string command, int count)
    {
        switch (command)
        {
            case "A":
                // A console can't move above its window.
                Row = Math.Max(Row - count, Math.Max(_rows.Count - height, 0));
                break;
            case "C":
                Column = Math.Min(Column + count, width - 1);
                break;
            case "J":
                _rows[Row].Length = Math.Min(_rows[Row].Length, Column);
                _rows.RemoveRange(Row + 1, _rows.Count - Row - 1);
                break;
            default:
                throw new InvalidOperationException($"Unknown sequence {command}.");
        }
    }

    private void Put(char c)
    {
        if (c == '\r')
        {
            Column = 0;
            return;
        }

        if (c == '\n')
        {
            Row++;
            while (_rows.Count <= Row)
            {
                _rows.Add(new StringBuilder());
            }

            return;
        }

        int needed = Measure(c.ToString());
        if (Column + needed > width)
        {
            throw new InvalidOperationException($"'{c}' is written beyond the width.");
        }

        StringBuilder row = _rows[Row];
        while (row.Length < Column + needed)
        {
            _ = row.Append(' ');
        }

        // The second column of a wide character is a mark, so that positions are columns.
        row[Column] = c;
        if (needed == 2)
        {
            row[Column + 1] = '_';
        }

        Column += needed;
    }
}
