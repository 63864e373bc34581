using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>The rows from which a batch was started, which a user gives again to have them beside the results.</summary>
internal sealed class BatchRows
{
    private readonly Dictionary<string, PSObject> _rows = new(StringComparer.Ordinal);
    private readonly bool _isNumbered;

    /// <param name="rows">The rows in the order in which they were piped to Start-MistralBatch.</param>
    /// <param name="idProperty">The property with the custom id; null if the rows were numbered.</param>
    /// <exception cref="MistralApiException">A row has no such property.</exception>
    public BatchRows(IEnumerable<PSObject> rows, string? idProperty)
    {
        _isNumbered = idProperty is null;
        int number = 0;
        foreach (PSObject row in rows)
        {
            number++;
            string? file = (row.BaseObject as FileInfo)?.Name;
            _isNumbered &= file is null;
            string id = idProperty is null ? BatchRowIds.Create(number, file, _rows.ContainsKey) : InvariantFormatter.Of(GetValue(row, idProperty));
            if (id.Length == 0)
            {
                throw MistralApiException.InvalidArgument($"Row {number} of -InputRow has no value in '{idProperty}'.");
            }

            // The batch has the first of several rows with the same id.
            if (!_rows.TryGetValue(id, out _))
            {
                _rows.Add(id, row);
            }
        }
    }

    private static object? GetValue(PSObject row, string name) =>
        row.BaseObject is IDictionary table ? table[name] : row.Properties[name] is { } property ? PropertyValue.Get(property) : null;

    /// <summary>The number of results without a row.</summary>
    public int MissedCount { get; private set; }

    /// <summary>Finds the row of a result; null without one.</summary>
    /// <param name="customId">The custom id of the result.</param>
    /// <param name="number">The position of the request in the input file, from 1; 0 if it is unknown.</param>
    /// <exception cref="MistralApiException">The custom ids aren't the numbers of the rows.</exception>
    public object? Find(string? customId, int number)
    {
        // Rows that were not sent make the number of a row larger than its position in the file, but never smaller.
        if (_isNumbered && number > 0 && (!int.TryParse(customId, NumberStyles.None, CultureInfo.InvariantCulture, out int id) || id < number))
        {
            throw MistralApiException.InvalidArgument("The custom ids of this batch aren't the numbers of its rows. Specify with -IdProperty which property of -InputRow has the custom id.");
        }

        if (customId is null || !_rows.TryGetValue(customId, out PSObject? row))
        {
            MissedCount++;
            return null;
        }

        return row.BaseObject is PSCustomObject ? row : row.BaseObject;
    }
}
