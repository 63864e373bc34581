using System;
using System.Collections.Generic;
using System.Globalization;
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

    // Most requests have the number of their row as their id, which needs no entry here.
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<BatchInput> _inputs = new((int)Math.Min(Math.Max(0, expected), MaxExpected));
    private readonly List<FileStream> _files = [];
    private int _rows;

    /// <summary>How many there are.</summary>
    public int Count => _inputs.Count;

    /// <summary>The requests without a result so far, in their order.</summary>
    public IEnumerable<BatchInput> Unseen => _inputs.Where(i => !i.IsSeen);

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

            bool isNumbered = _inputs.Count + 1 == _rows && id == _rows.ToString(CultureInfo.InvariantCulture);
            if (!isNumbered)
            {
                _places.Add(id, _inputs.Count);
            }

            _inputs.Add(new BatchInput(_rows, _files.Count - 1, lines.Offset, lines.Line.Length) { IsNumbered = isNumbered });
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

        _inputs[place] = input with { IsSeen = true, Left = input.Left - 1 };
        return input;
    }

    /// <summary>Reads the line of a request from its file.</summary>
    public byte[] Read(BatchInput input)
    {
        FileStream file = _files[input.File];
        file.Position = input.Offset;
        byte[] line = new byte[input.Length];
        for (int done = 0, count; done < line.Length; done += count)
        {
            count = file.Read(line, done, line.Length - done);
            if (count == 0)
            {
                throw new EndOfStreamException($"The file '{file.Name}' ended early.");
            }
        }

        return line;
    }

    private int? FindPlace(string id) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 && number <= _inputs.Count
            && _inputs[number - 1].IsNumbered && id == number.ToString(CultureInfo.InvariantCulture) ? number - 1
        : _places.TryGetValue(id, out int place) ? place
        : null;

    public void Dispose() => _files.ForEach(f => f.Dispose());
}

/// <summary>A request of a batch.</summary>
/// <param name="Row">Its row in the input, from 1.</param>
/// <param name="File">The index of its file.</param>
/// <param name="Offset">Where its line begins.</param>
/// <param name="Length">The length of its line.</param>
internal readonly record struct BatchInput(int Row, int File, long Offset, int Length)
{
    /// <summary>How many results it may still get: one, or more if several requests have its custom id.</summary>
    public int Left { get; init; } = 1;

    /// <summary>Whether it has a result.</summary>
    public bool IsSeen { get; init; }

    /// <summary>Whether its custom id is the number of its row.</summary>
    public bool IsNumbered { get; init; }

    /// <summary>Whether several requests have its custom id, so that its results can't be told apart.</summary>
    public bool IsAmbiguous { get; init; }
}
