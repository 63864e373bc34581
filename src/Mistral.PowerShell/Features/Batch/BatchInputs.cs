using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Mistral.Client.Batch;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>The requests of a batch by custom id, in files on disk. Only their ids and positions are in memory.</summary>
/// <param name="expected">How many requests there should be.</param>
internal sealed class BatchInputs(long expected) : IDisposable
{
    // A server can say any number.
    private const long MaxExpected = 1_000_000;

    // The number of each custom id is its place in the list, from 1.
    private readonly BatchRowIds _ids = new();
    private readonly List<BatchInput> _inputs = new((int)Math.Min(Math.Max(0, expected), MaxExpected));
    private readonly List<FileStream> _files = [];
    private int _rows;

    /// <summary>How many there are.</summary>
    public int Count => _inputs.Count;

    /// <summary>The requests that have fewer results than they should have so far, in their order.</summary>
    public IEnumerable<BatchInput> Unseen => _inputs.Where(i => i.Left > 0);

    /// <summary>Adds the requests of an input file.</summary>
    /// <param name="path">Its full path.</param>
    public void Add(string path)
    {
        FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        _files.Add(file);
        JsonLines lines = new(file);
        while (lines.Read())
        {
            _rows++;
            if (BatchField.Find(lines.Line.Span, BatchField.CustomId) is not { } id)
            {
                continue;
            }

            if (FindPlace(id) is { } place)
            {
                _inputs[place] = _inputs[place] with { IsAmbiguous = true, Left = _inputs[place].Left + 1 };
                continue;
            }

            _inputs.Add(new BatchInput(_rows, _files.Count - 1, lines.Offset, lines.Line.Length));
            _ids.Add(id, _inputs.Count);
        }
    }

    /// <summary>Finds a request; null without one.</summary>
    public BatchInput? Find(string customId) => FindPlace(customId) is { } place ? _inputs[place] : null;

    /// <summary>Takes a request for a result; null if it has had its result already.</summary>
    public BatchInput? Take(string customId)
    {
        if (FindPlace(customId) is not { } place || _inputs[place] is not { Left: > 0 } input)
        {
            return null;
        }

        _inputs[place] = input with { Left = input.Left - 1 };
        return input;
    }

    /// <summary>Reads the line of a request from its file.</summary>
    /// <exception cref="EndOfStreamException">The file is too short.</exception>
    public byte[] Read(BatchInput input) => FileLine.ReadAt(_files[input.File], input.Offset, input.Length);

    private int? FindPlace(string id) => _ids.Find(id) is { } number ? number - 1 : null;

    public void Dispose() => _files.ForEach(f => f.Dispose());
}
