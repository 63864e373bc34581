#if NET
using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Transport;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>What a body that is read into memory costs. .NET Framework can't tell.</summary>
public sealed class BoundedBodyTests : ClientTests
{
    private const int Mebibyte = 1 << 20;

    [Fact]
    public async Task A_body_over_the_limit_uses_little_more_memory_than_the_limit()
    {
        using EndlessStream body = new();
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Null(await BoundedBody.ReadAsync(body, 64 * Mebibyte));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 80 * Mebibyte);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(81_920)]
    [InlineData(81_921)]
    [InlineData(5_000_000)]
    public async Task A_body_up_to_the_limit_is_read_completely(int length)
    {
        byte[] sent = new byte[length];
        new Random(1).NextBytes(sent);
        using MemoryStream body = new(sent);

        Assert.Equal(sent, await BoundedBody.ReadAsync(body, 5_000_000));
    }

    /// <summary>An endless stream of zeros that never waits.</summary>
    private sealed class EndlessStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => 0; set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(buffer.Length);

        public override int Read(byte[] buffer, int offset, int count) => count;

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
#endif
