using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Mistral.PowerShell.Session.Settings;

namespace Mistral.PowerShell.Session.Budgets;

/// <summary>Reads prices from a CSV file, with commas, semicolons or tabs between the columns.</summary>
internal static class PriceFile
{
    private const string FileName = "prices.csv";
    private const string ModelColumn = "Model";

    private static readonly char[] s_separators = [',', ';', '\t'];

    /// <summary>Reads the file beside the saved connections; null if it doesn't exist.</summary>
    /// <exception cref="PriceException">The file isn't valid, or other users may write to it.</exception>
    public static PriceTable? FindDefault()
    {
        if (SettingsFolder.FindPath(FileName) is not { } path)
        {
            return null;
        }

        try
        {
            return SettingsFile.Find(path) is { } text ? new PriceTable(Parse(path, text)) : null;
        }
        catch (SavedConnectionException e)
        {
            throw PriceException.InFile(path, e.Reason);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PriceException.InFile(path, e.Message);
        }
    }

    /// <summary>Reads a file that the user names.</summary>
    /// <exception cref="PriceException">The file isn't valid.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static IReadOnlyList<ModelPrice> Read(string path) => Parse(path, File.ReadAllText(path));

    private static List<ModelPrice> Parse(string path, string text)
    {
        List<(int Line, string Text)> lines = [];
        using (StringReader reader = new(text))
        {
            for (int number = 1; reader.ReadLine() is { } line; number++)
            {
                // Windows PowerShell writes the type of the objects into the first line.
                if (!string.IsNullOrWhiteSpace(line) && line[0] != '#')
                {
                    lines.Add((number, line));
                }
            }
        }

        if (lines.Count == 0)
        {
            throw PriceException.InFile(path, "the file is empty.");
        }

        char separator = Array.Find(s_separators, s => IndexOf(Split(lines[0].Text, s), ModelColumn) >= 0 && Split(lines[0].Text, s).Count > 1);
        List<string> columns = separator == default ? [] : Split(lines[0].Text, separator);
        if (columns.Count == 0)
        {
            throw PriceException.InFile(path, "its first line must name the columns, such as Model,Input,Output.");
        }

        List<ModelPrice> prices = [];
        foreach ((int line, string row) in lines.Skip(1))
        {
            List<string> cells = Split(row, separator);
            if (cells.Count > columns.Count)
            {
                throw PriceException.InFile(path, $"line {line} has more cells than the first line. Write numbers with a point, such as 0.4.");
            }

            string Get(string column) => IndexOf(columns, column) is >= 0 and int at && at < cells.Count ? cells[at] : string.Empty;
            decimal? GetPrice(string column) => PriceNumber.Read(Get(column), reason => PriceException.InFile(path, $"{column} in line {line} {reason}"));

            ModelPrice price = new() { Model = Get(ModelColumn), Input = GetPrice("Input"), Output = GetPrice("Output"), Page = GetPrice("Page") };
            if (!price.IsValid)
            {
                throw PriceException.InFile(path, price.Model.Length == 0 ? $"line {line} has no Model." : $"line {line} has none of Input, Output, Page.");
            }

            prices.Add(prices.Exists(p => string.Equals(p.Model, price.Model, StringComparison.OrdinalIgnoreCase)) ? throw PriceException.InFile(path, $"line {line} has the model '{price.Model}' again.") : price);
        }

        return prices.Count > 0 ? prices : throw PriceException.InFile(path, "it has no rows.");
    }

    private static int IndexOf(List<string> columns, string name) => columns.FindIndex(c => string.Equals(c, name, StringComparison.OrdinalIgnoreCase));

    // A cell may be in quotes, and a quote in it is doubled.
    private static List<string> Split(string line, char separator)
    {
        List<string> cells = [];
        StringBuilder cell = new();
        bool isQuoted = false;
        for (int at = 0; at < line.Length; at++)
        {
            char next = line[at];
            if (next == '"')
            {
                bool isDoubled = isQuoted && at + 1 < line.Length && line[at + 1] == '"';
                if (isDoubled)
                {
                    _ = cell.Append('"');
                    at++;
                }
                else
                {
                    isQuoted = !isQuoted;
                }
            }
            else if (next == separator && !isQuoted)
            {
                cells.Add(cell.ToString().Trim());
                _ = cell.Clear();
            }
            else
            {
                _ = cell.Append(next);
            }
        }

        cells.Add(cell.ToString().Trim());
        return cells;
    }
}
