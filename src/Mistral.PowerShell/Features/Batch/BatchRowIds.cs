using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>The custom ids of rows. One that is the number of its row, as most are, takes a bit.</summary>
internal sealed class BatchRowIds
{
    private readonly Dictionary<string, int> _others = new(StringComparer.Ordinal);
    private readonly BitArray _numbered = new(1024);

    /// <summary>Adds an id.</summary>
    public void Add(string id, int row)
    {
        if (id != row.ToString(CultureInfo.InvariantCulture))
        {
            _others.Add(id, row);
            return;
        }

        if (row >= _numbered.Length)
        {
            _numbered.Length = Math.Max(row + 1, _numbered.Length * 2);
        }

        _numbered[row] = true;
    }

    /// <summary>Finds the row that has an id; null without one.</summary>
    public int? Find(string id) =>
        FindNumber(id) is { } number && number < _numbered.Length && _numbered[number] ? number
        : _others.TryGetValue(id, out int row) ? row
        : null;

    /// <summary>Gets the custom id of a row that brings none: the name of its file, or else its number.</summary>
    /// <param name="row">The number of the row, from 1.</param>
    /// <param name="fileName">The name of its file; null without one.</param>
    /// <param name="isTaken">Whether another row has an id.</param>
    public static string Create(int row, string? fileName, Func<string, bool> isTaken)
    {
        string number = row.ToString(CultureInfo.InvariantCulture);
        return fileName is null ? number : isTaken(fileName) ? $"{fileName}-{number}" : fileName;
    }

    /// <summary>Reads an id that is the number of a row, in the form in which rows are numbered: digits without a leading zero. Null for any other.</summary>
    public static int? FindNumber(string id) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && id == number.ToString(CultureInfo.InvariantCulture) ? number : null;
}
