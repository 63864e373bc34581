using System;
using System.IO;

namespace Mistral.Client.Batch;

/// <summary>Reads a file of JSON lines line by line, with memory for the longest line only.</summary>
/// <param name="stream">The file. It is not disposed.</param>
internal sealed class JsonLines(Stream stream)
{
    private const int InitialSize = 64 * 1024;
    private const byte LineFeed = (byte)'\n';

    private byte[] _buffer = new byte[InitialSize];
    private int _start;
    private int _end;
    private bool _hasEnded;
    private long _consumed;

    /// <summary>Where the current line begins in the file, in bytes.</summary>
    public long Offset { get; private set; }

    /// <summary>The current line without its end. It is valid until the next one is read.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>Reads the next line that isn't blank. Returns false at the end.</summary>
    public bool Read()
    {
        while (TryRead())
        {
            if (!IsBlank(Line.Span))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryRead()
    {
        int searched = 0;
        while (true)
        {
            int length = _end - _start;
            int found = _buffer.AsSpan(_start + searched, length - searched).IndexOf(LineFeed);
            if (found >= 0)
            {
                Take(searched + found, searched + found + 1);
                return true;
            }

            searched = length;
            if (_hasEnded)
            {
                if (length == 0)
                {
                    return false;
                }

                Take(length, length);
                return true;
            }

            Fill();
        }
    }

    private void Take(int length, int step)
    {
        Offset = _consumed;
        Line = _buffer.AsMemory(_start, length);
        _start += step;
        _consumed += step;
    }

    private void Fill()
    {
        int length = _end - _start;
        if (_start > 0)
        {
            // The line that was read last is not needed any more.
            Buffer.BlockCopy(_buffer, _start, _buffer, 0, length);
            (_start, _end) = (0, length);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, checked(_buffer.Length * 2));
        }

        int count = stream.Read(_buffer, _end, _buffer.Length - _end);
        _end += count;
        _hasEnded = count == 0;
    }

    private static bool IsBlank(ReadOnlySpan<byte> line)
    {
        foreach (byte value in line)
        {
            if (value is not ((byte)' ' or (byte)'\t' or (byte)'\r'))
            {
                return false;
            }
        }

        return true;
    }
}
