using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client.Streaming;

/// <summary>
/// Reads from a stream in larger pieces than it is asked for. Unlike the framework's <see cref="BufferedStream"/> it gives
/// what it has, and never waits for more while it has anything. It adds the blank line without which the parser would drop
/// the last event.
/// </summary>
/// <param name="source">The stream, which stays the caller's to dispose.</param>
/// <param name="onRead">Is given what has come from the source, before anything of it is passed on.</param>
/// <param name="onEnd">Called when the source has ended.</param>
internal sealed class ReadAheadStream(Stream source, Action<ReadOnlyMemory<byte>> onRead, Action onEnd) : Stream
{
    private readonly byte[] _ahead = new byte[32 * 1024];
    private bool _hasEnded;
    private int _start;
    private int _end;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

#if NETFRAMEWORK
    private async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
#else
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
#endif
    {
        if (_start == _end)
        {
            _start = _end = 0;
#if NETFRAMEWORK
            _end = await source.ReadAsync(_ahead, 0, _ahead.Length, cancellationToken).ConfigureAwait(false);
#else
            _end = await source.ReadAsync(_ahead, cancellationToken).ConfigureAwait(false);
#endif
            onRead(_ahead.AsMemory(0, _end));
            if (_end == 0 && !_hasEnded)
            {
                _hasEnded = true;
                onEnd();
                _end = 2;
                _ahead.AsSpan(0, _end).Fill((byte)'\n');
            }
        }

        int count = Math.Min(buffer.Length, _end - _start);
        _ahead.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
