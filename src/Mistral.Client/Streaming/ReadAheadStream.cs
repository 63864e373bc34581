using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client.Streaming;

/// <summary>
/// Reads from a stream in larger pieces than requested. Unlike the framework's <see cref="BufferedStream"/>, it returns the
/// available bytes at once and never waits for more. At the end it adds a blank line, without which the parser would drop
/// the last event.
/// </summary>
/// <param name="source">The stream. The caller disposes it.</param>
/// <param name="onRead">Receives the bytes of the source before they are passed on.</param>
/// <param name="onEnd">Called at the end of the source.</param>
internal sealed class ReadAheadStream(Stream source, Action<ReadOnlyMemory<byte>> onRead, Action onEnd) : Stream
{
#if NET
    private readonly byte[] _ahead = GC.AllocateUninitializedArray<byte>(32 * 1024);
#else
    private readonly byte[] _ahead = new byte[32 * 1024];
#endif
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
