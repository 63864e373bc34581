using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client.Tests;

/// <summary>Gives bytes in pieces that end where they are told to.</summary>
/// <param name="whole">The bytes.</param>
/// <param name="ends">Where pieces end, in order; the last one ends with the bytes.</param>
internal sealed class SplitStream(byte[] whole, int[] ends) : Stream
{
    private int _at;
    private int _next;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => whole.Length;

    public override long Position { get => _at; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        while (_next < ends.Length && ends[_next] <= _at)
        {
            _next++;
        }

        int end = _next < ends.Length ? ends[_next] : whole.Length;
        int length = Math.Min(count, end - _at);
        Array.Copy(whole, _at, buffer, offset, length);
        _at += length;
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        Task.FromResult(Read(buffer, offset, count));

#if NET
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        byte[] piece = new byte[buffer.Length];
        int length = Read(piece, 0, piece.Length);
        piece.AsMemory(0, length).CopyTo(buffer);
        return new ValueTask<int>(length);
    }
#endif

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
