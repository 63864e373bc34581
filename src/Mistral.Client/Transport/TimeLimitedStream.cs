using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
#if NETFRAMEWORK
using Target = System.ArraySegment<byte>;
#else
using Target = System.Memory<byte>;
#endif

namespace Mistral.Client.Transport;

/// <summary>A response body that fails if the server sends nothing for too long, if it is truncated, or if the caller cancels.</summary>
internal sealed class TimeLimitedStream : Stream
{
    private readonly Stream _body;
    private readonly string _operation;
    private readonly TimeSpan _limit;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _watch;
    private long _received;
#if NETFRAMEWORK
    private readonly CancellationTokenRegistration _abort;
    private bool _ended;
#endif

    /// <param name="body">The network's stream.</param>
    /// <param name="operation">The operation, for error messages.</param>
    /// <param name="limit">The idle timeout between two reads.</param>
    /// <param name="cancellationToken">The caller's token for the complete response.</param>
    public TimeLimitedStream(Stream body, string operation, TimeSpan limit, CancellationToken cancellationToken)
    {
        _body = body;
        _operation = operation;
        _limit = limit;
        _cancellationToken = cancellationToken;
        _watch = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
#if NETFRAMEWORK
        // On .NET Framework a token doesn't cancel a read in progress. Only closing the stream does.
        _abort = _watch.Token.Register(static state => Close((Stream)state!), body);
#endif
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _received; set => throw new NotSupportedException(); }

#if NETFRAMEWORK
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(new Target(buffer, offset, count), cancellationToken).AsTask();

    private ValueTask<int> ReadAsync(Target buffer, CancellationToken cancellationToken) =>
#else
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask<int> ReadAsync(Target buffer, CancellationToken cancellationToken = default) =>
#endif
        // The token of the response already cancels a read, and nearly all reads pass it.
        cancellationToken == _cancellationToken || !cancellationToken.CanBeCanceled ? ReadNextAsync(buffer) : ReadUntilAsync(buffer, cancellationToken);

    private async ValueTask<int> ReadUntilAsync(Target buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using (cancellationToken.Register(static state => ((CancellationTokenSource)state!).Cancel(), _watch))
        {
            try
            {
                return await ReadNextAsync(buffer).ConfigureAwait(false);
            }
            catch (MistralApiException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
        }
    }

    private async ValueTask<int> ReadNextAsync(Target buffer)
    {
        _watch.CancelAfter(_limit);
        try
        {
#if NETFRAMEWORK
            int count = await _body.ReadAsync(buffer.Array, buffer.Offset, buffer.Count, _watch.Token).ConfigureAwait(false);
            _ended = count == 0;
#else
            int count = await _body.ReadAsync(buffer, _watch.Token).ConfigureAwait(false);
#endif
            _received += count;
            return count;
        }
        catch (Exception e) when (_watch.IsCancellationRequested && e is OperationCanceledException or ObjectDisposedException or IOException or System.Net.WebException)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            throw TransportFailure.IdleTimeout(_operation, _limit);
        }
        catch (InvalidDataException)
        {
            throw TransportFailure.DecompressionFailed(_operation);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or System.Net.Http.HttpRequestException or System.Net.WebException)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            throw TransportFailure.Truncated(_operation, _received);
        }
        finally
        {
            // The caller's time between two reads doesn't count.
            _watch.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The body of a response must be read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

#if NETFRAMEWORK
    // The timeout runs this on a thread-pool thread, where any exception ends the process.
    private static void Close(Stream body)
    {
        try
        {
            body.Dispose();
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The stream has already ended.
        }
    }

    private static bool IsEnd(Exception e) =>
        e is IOException or ObjectDisposedException or InvalidOperationException or NotSupportedException or System.Net.WebException or AggregateException;

    // On .NET Framework, closing a response waits for its rest, unless a read is in progress and is cancelled.
    private void Abort()
    {
        try
        {
            Task<int> rest = _body.ReadAsync(new byte[1], 0, 1, _watch.Token);
            if (!rest.IsCompleted)
            {
                _watch.Cancel();
            }

            _ = rest.ContinueWith(static read => _ = read.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        catch (Exception e) when (IsEnd(e))
        {
            // The stream has already ended.
        }
    }
#endif

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
#if NETFRAMEWORK
            if (!_ended && !_watch.IsCancellationRequested)
            {
                Abort();
            }

            _abort.Dispose();
#endif
            _watch.Dispose();
            _body.Dispose();
        }

        base.Dispose(disposing);
    }
}
