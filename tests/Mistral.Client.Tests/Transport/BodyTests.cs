using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Errors;
#if NETFRAMEWORK
using Mistral.Client.Transport;
#endif
using Xunit;

namespace Mistral.Client.Tests;

public sealed class BodyTests : ClientTests
{
    private const int Mebibyte = 1 << 20;

    [Fact(Timeout = Limits.Test)]
    public async Task An_error_body_is_read_up_to_a_limit()
    {
        int sent = 0;
        using RawServer server = RawServer.Start(async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\nContent-Length: 134217728\r\n\r\n");
            for (byte[] part = new byte[Mebibyte]; sent < 128; sent++)
            {
                await exchange.SendAsync(part);
            }
        });
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal((MistralErrorKind.InvalidRequest, (int?)400), (e.Kind, e.StatusCode));
        Assert.Contains("text/html", e.Message);
        Assert.InRange(sent, 0, 64);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_response_that_is_too_large_for_memory_has_its_own_error()
    {
        using RawServer server = RawServer.Start(async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 3000000000\r\n\r\nabc");
            await exchange.WaitForLeavingAsync();
        });
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(
            () => client.SendAsync(TestClient.Get("/v1/files/1/content"), cancellationToken: Cancellation).Within(Limits.Patience));

        Assert.Equal((MistralErrorKind.InvalidResponse, (int?)200), (e.Kind, e.StatusCode));
        Assert.Contains("1 GiB", e.Message);
        Assert.Equal(ErrorCause.LongResponse, e.Cause);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task One_read_can_be_cancelled_separately()
    {
        using RawServer server = RawServer.Start(RawReply.Stalled(200, "abc"));
        using MistralClient client = TestClient.For(server.BaseUri);
        using StreamingResponse reply = await client.OpenAsync(TestClient.Get("/v1/x"), cancellationToken: Cancellation);
        using CancellationTokenSource leave = new();
        using MemoryStream body = new();
        Task whole = reply.Body.CopyToAsync(body, 1024, leave.Token);

        leave.Cancel();

        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => whole.Within(Limits.Prompt));
        Assert.Equal(leave.Token, e.CancellationToken);
    }

#if NETFRAMEWORK
    [Fact(Timeout = Limits.Test)]
    public async Task A_body_that_fails_to_close_is_still_ended()
    {
        using CancellationTokenSource leave = new();
        TimeLimitedStream stream = new(new BadToClose(), "GET /v1/x", Limits.Patience, leave.Token);
        Task<int> read = stream.ReadAsync(new byte[1], 0, 1, leave.Token);

        leave.Cancel();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.Within(Limits.Prompt));
    }

    /// <summary>An empty stream over a connection that fails when it is closed.</summary>
    private sealed class BadToClose : Stream
    {
        private readonly TaskCompletionSource<int> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => 0; set => throw new NotSupportedException(); }

        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            using (cancellationToken.Register(() => _closed.TrySetException(new ObjectDisposedException("stream"))))
            {
                return await _closed.Task;
            }
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            throw new IOException("The connection broke.");
        }
    }
#endif
}
