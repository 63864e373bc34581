using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client.Transport;

/// <summary>A response body that keeps what is read from it.</summary>
/// <param name="body">The body.</param>
/// <param name="limit">The maximum length in bytes. More isn't kept.</param>
/// <param name="complete">Receives what was read when the body is closed, if it was not too long.</param>
internal sealed class RecordedStream(Stream body, int limit, Action<ReadOnlyMemory<byte>> complete) : Stream
{
    private MemoryStream? _read = new();

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => body.Position; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Keep(buffer.AsSpan(offset), body.Read(buffer, offset, count));

#if NET
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int length = await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return Keep(buffer.Span, length);
    }
#else
    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        int length = await body.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
        return Keep(buffer.AsSpan(offset), length);
    }
#endif

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
            if (_read is { } read)
            {
                _read = null;
                complete(read.ToArray());
            }
        }

        base.Dispose(disposing);
    }

    private int Keep(ReadOnlySpan<byte> buffer, int length)
    {
        if (_read?.Length + length > limit)
        {
            _read = null;
        }

#if NET
        _read?.Write(buffer.Slice(0, length));
#else
        _read?.Write(buffer.Slice(0, length).ToArray(), 0, length);
#endif
        return length;
    }
}
