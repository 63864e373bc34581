using System;

namespace Mistral.Client.Streaming;

/// <summary>Measures the events of a stream as they come, unpacked, so that none fills the memory: from one blank line to the next.</summary>
/// <param name="limit">The longest event, in bytes.</param>
internal sealed class EventLength(int limit)
{
    private long _length;
    private bool _isLineEmpty = true;
    private bool _isAfterReturn;

    /// <summary>Takes in what comes next.</summary>
    /// <returns>Whether the event is within the limit so far.</returns>
    public bool Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && _length <= limit)
        {
            if (_isAfterReturn && bytes[0] == '\n')
            {
                // The second half of one line end.
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
