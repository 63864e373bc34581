using System;
using System.Collections.Generic;
using System.IO;
using Mistral.Client.Batch;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>The requests of a batch by custom id, in files on disk. Only their positions are in memory.</summary>
internal sealed class BatchInputs : IDisposable
{
    private readonly Dictionary<string, BatchInput> _inputs = new(StringComparer.Ordinal);
    private readonly List<FileStream> _files = [];
    private int _rows;

    /// <summary>The requests in their order.</summary>
    public IEnumerable<BatchInput> All => _inputs.Values;

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

            if (_inputs.TryGetValue(id, out BatchInput? known))
            {
                known.IsAmbiguous = true;
                known.Left++;
            }
            else
            {
                _inputs.Add(id, new BatchInput(id, _rows, _files.Count - 1, lines.Offset, lines.Line.Length));
            }
        }
    }

    /// <summary>Finds a request; null without one.</summary>
    public BatchInput? Find(string customId) => _inputs.TryGetValue(customId, out BatchInput? input) ? input : null;

    /// <summary>Reads a request from its file.</summary>
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

    public void Dispose() => _files.ForEach(f => f.Dispose());
}

/// <summary>A request of a batch.</summary>
/// <param name="customId">Its custom id.</param>
/// <param name="row">Its row in the input, from 1.</param>
/// <param name="file">The index of its file.</param>
/// <param name="offset">Where its line begins.</param>
/// <param name="length">The length of its line.</param>
internal sealed class BatchInput(string customId, int row, int file, long offset, int length)
{
    public string CustomId => customId;

    public int Row => row;

    public int File => file;

    public long Offset => offset;

    public int Length => length;

    /// <summary>How many results it may still get: one, or more if several requests have its custom id.</summary>
    public int Left { get; set; } = 1;

    /// <summary>Whether it has a result.</summary>
    public bool IsSeen { get; set; }

    /// <summary>Whether several requests have its custom id, so that its results can't be told apart.</summary>
    public bool IsAmbiguous { get; set; }
}
