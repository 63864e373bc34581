using System;

namespace Mistral.Client.Streaming;

/// <summary>Measures the decompressed events of a stream, so that none exceeds the memory limit. An event ends at a blank line.</summary>
/// <param name="limit">The maximum length of an event, in bytes.</param>
internal sealed class EventLength(int limit)
{
    private long _length;
    private bool _isLineEmpty = true;
    private bool _isAfterReturn;

    /// <summary>Adds the next bytes.</summary>
    /// <returns>Whether the current event is within the limit.</returns>
    public bool Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _length <= limit)
        {
            if (_isAfterReturn && bytes[0] == '\n')
            {
                // The second character of a line end.
                bytes = bytes.Slice(1);
                _isAfterReturn = false;
                continue;
            }

            int end = bytes.IndexOfAny((byte)'\n', (byte)'\r');
            int count = end < 0 ? bytes.Length : end;
            bool isBlank = _isLineEmpty && end == 0;
            _length = isBlank ? 0 : _length + count;
            _isLineEmpty = end >= 0 || (_isLineEmpty && count == 0);
            _isAfterReturn = end >= 0 && bytes[end] == '\r';
            bytes = bytes.Slice(end < 0 ? count : end + 1);
        }

        return _length <= limit;
    }
}
