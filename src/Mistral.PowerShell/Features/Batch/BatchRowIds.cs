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
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number < _numbered.Length && _numbered[number] && id == number.ToString(CultureInfo.InvariantCulture) ? number
        : _others.TryGetValue(id, out int row) ? row
        : null;
}
