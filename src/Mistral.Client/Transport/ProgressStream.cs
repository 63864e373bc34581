using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client.Transport;

/// <summary>A file stream that reports how many bytes have been read.</summary>
/// <param name="file">The file.</param>
/// <param name="follow">Is told how many bytes have been taken in all, when more are asked for.</param>
/// <param name="hash">Receives the bytes that are read; null for nothing.</param>
internal sealed class ProgressStream(FileStream file, Action<long> follow, ContentHash? hash) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => file.Length;

    public override long Position { get => file.Position; set => file.Position = value; }

#if NET
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        follow(file.Position);
        int count = await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        hash?.Append(buffer.Span.Slice(0, count));
        return count;
    }
#endif

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
#if NET
        return await ReadAsync(buffer.AsMemory(offset, count), cancellationToken).ConfigureAwait(false);
#else
        follow(file.Position);
        int read = await file.ReadAsync(buffer, offset, count, cancellationToken).ConfigureAwait(false);
        hash?.Append(buffer, offset, read);
        return read;
#endif
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        follow(file.Position);
        int read = file.Read(buffer, offset, count);
        hash?.Append(buffer, offset, read);
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => file.Seek(offset, origin);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
