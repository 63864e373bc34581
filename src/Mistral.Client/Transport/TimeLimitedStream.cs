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

/// <summary>A reply's body that fails when the server stays silent for too long, is cut, or the caller gives up.</summary>
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
    /// <param name="operation">For messages.</param>
    /// <param name="limit">The longest silence between two reads.</param>
    /// <param name="cancellationToken">The caller's, for the whole reply.</param>
    public TimeLimitedStream(Stream body, string operation, TimeSpan limit, CancellationToken cancellationToken)
    {
        _body = body;
        _operation = operation;
        _limit = limit;
        _cancellationToken = cancellationToken;
        _watch = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
#if NETFRAMEWORK
        // A read in progress heeds no token there; only closing the stream ends it.
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
        // The reply's own token, which nearly all come with, ends a read anyway.
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
            // The time the caller takes between two reads is theirs.
            _watch.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("The body of a reply is read asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

#if NETFRAMEWORK
    // The time limit does it on a thread of the framework's, where any failure ends the process.
    private static void Close(Stream body)
    {
        try
        {
            body.Dispose();
        }
        catch (Exception e) when (IsEnd(e))
        {
            // It has ended by itself.
        }
    }

    private static bool IsEnd(Exception e) =>
        e is IOException or ObjectDisposedException or InvalidOperationException or NotSupportedException or System.Net.WebException or AggregateException;

    // Closing a reply there waits for its rest, unless a read is under way and is given up.
    private void EndNow()
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
            // It has ended by itself.
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
                EndNow();
            }

            _abort.Dispose();
#endif
            _watch.Dispose();
            _body.Dispose();
        }

        base.Dispose(disposing);
    }
}
