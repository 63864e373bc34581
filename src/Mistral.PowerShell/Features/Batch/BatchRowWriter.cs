using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;
using Mistral.PowerShell.Core.Files;

namespace Mistral.PowerShell.Features.Batch;

/// <summary>Writes rows to input files as they come, and begins a new file where the server would accept no more.</summary>
/// <param name="folder">Where the files are.</param>
/// <param name="maxRows">The maximum number of rows of a file.</param>
/// <param name="maxBytes">The maximum length of a file in bytes.</param>
internal sealed class BatchRowWriter(TemporaryFolder folder, int maxRows, long maxBytes) : IDisposable
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly BatchRowIds _ids = new();
    private readonly MemoryStream _line = new();
    private readonly List<BatchPart> _parts = [];
    private FileStream? _file;

    /// <summary>The files so far.</summary>
    public IReadOnlyList<BatchPart> Parts => _parts;

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <param name="row">Its number in the input, from 1.</param>
    /// <param name="read">The row. Its request is in one line.</param>
    /// <param name="target">The input.</param>
    /// <exception cref="BatchException">The row can't be sent.</exception>
    public void Add(int row, BatchRow read, object? target)
    {
        string id = read.CustomId ?? BatchRowIds.Create(row, read.FileName, i => _ids.Find(i) is not null);
        if (_ids.Find(id) is { } first)
        {
            throw BatchException.DuplicateId(id, row, first, target);
        }

        _line.SetLength(0);
        using (Utf8JsonWriter writer = new(_line, s_options))
        {
            writer.WriteStartObject();
            writer.WriteString("custom_id", id);
            writer.WritePropertyName("body");
            writer.WriteRawValue(read.Body, skipInputValidation: true);
            writer.WriteEndObject();
        }

        _line.WriteByte((byte)'\n');
        if (_line.Length > maxBytes)
        {
            throw BatchException.TooLarge(row, _line.Length, maxBytes, target);
        }

        _ids.Add(id, row);
        Count++;
        BatchPart part = GetPart(row);
        _line.WriteTo(_file!);
        part.Add(row, _line.Length);
    }

    /// <summary>Ends the last file.</summary>
    public void Complete() => CloseFile();

    public void Dispose()
    {
        try
        {
            CloseFile();
        }
        catch (IOException)
        {
            // On a full disk, the rest of the buffer can't be written, but it isn't needed any more.
        }

        _line.Dispose();
    }

    private BatchPart GetPart(int row)
    {
        if (_file is not null && _parts[_parts.Count - 1] is var last && last.Count < maxRows && last.Length + _line.Length <= maxBytes)
        {
            return last;
        }

        CloseFile();
        BatchPart part = new(folder.GetPath($"batch-{_parts.Count + 1}.jsonl"), row);
        _file = new FileStream(part.Path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 81920);
        _parts.Add(part);
        return part;
    }

    private void CloseFile()
    {
        _file?.Dispose();
        _file = null;
    }
}
