using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client.Tests;

/// <summary>
/// A server on a loopback socket that answers as a test writes it, for what happens on the wire. The n-th request
/// gets the n-th answer, the last of them all that come after.
/// </summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<Socket, bool> _sockets = new();
    private readonly ConcurrentQueue<RawRequest> _requests = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private readonly TaskCompletionSource<bool> _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Func<RawExchange, Task>[] _answers;
    private int _connections;
    private int _answered = -1;

    private RawServer(Func<RawExchange, Task>[] answers)
    {
        _answers = answers;
    }

    public Uri BaseUri { get; private set; } = null!;

    /// <summary>The number of connections that were opened so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public IReadOnlyList<RawRequest> Requests => [.. _requests];

    /// <summary>Completes when a client has closed a connection with an unfinished response.</summary>
    public Task ClientLeft => _left.Task;

    public static RawServer Start(params Func<RawExchange, Task>[] answers)
    {
        RawServer server = new(answers);
        server._listener.Start();
        server.BaseUri = new Uri($"http://127.0.0.1:{((IPEndPoint)server._listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}");
        _ = server.AcceptAsync();
        return server;
    }

    /// <summary>Waits for the next request that was not yet returned.</summary>
    public async Task WaitForRequestAsync(CancellationToken cancellationToken)
    {
        if (!await _arrived.WaitAsync(Limits.Patience, cancellationToken))
        {
            throw new TimeoutException("No request came.");
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Stop();
        foreach (Socket socket in _sockets.Keys)
        {
            socket.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                Socket socket = await _listener.AcceptSocketAsync();
                socket.NoDelay = true;
                _sockets[socket] = true;
                _ = ServeAsync(socket, Interlocked.Increment(ref _connections));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was stopped.
        }
    }

    private async Task ServeAsync(Socket socket, int connection)
    {
        try
        {
            using NetworkStream stream = new(socket, ownsSocket: true);
            while (await ReadRequestAsync(stream, connection) is { } request)
            {
                RawExchange exchange = new(socket, stream, request, () => _left.TrySetResult(true), _stopping.Token);
                _requests.Enqueue(request);
                int answer = Math.Min(Interlocked.Increment(ref _answered), _answers.Length - 1);
                _ = _arrived.Release();
                await _answers[answer](exchange);
                if (!exchange.IsOpen)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The client disconnected, perhaps during a response, or the test has ended.
            if (!_stopping.IsCancellationRequested)
            {
                _ = _left.TrySetResult(true);
            }
        }
        finally
        {
            _ = _sockets.TryRemove(socket, out _);
        }
    }

    // Null if the client closed the connection.
    private async Task<RawRequest?> ReadRequestAsync(NetworkStream stream, int connection)
    {
        List<byte> head = [];
        while (!EndsHead(head))
        {
            byte[] one = await ReadAsync(stream, length: 1);
            if (one.Length == 0)
            {
                return null;
            }

            head.Add(one[0]);
        }

        string text = Encoding.GetEncoding("iso-8859-1").GetString([.. head], 0, head.Count - 4);
        RawRequest request = new(connection, text, []);
        if (request.Header("Expect") is not null)
        {
            byte[] goOn = Encoding.ASCII.GetBytes("HTTP/1.1 100 Continue\r\n\r\n");
#if NET
            await stream.WriteAsync(goOn, _stopping.Token);
#else
            await stream.WriteAsync(goOn, 0, goOn.Length, _stopping.Token);
#endif
        }

        byte[] body = request.Header("Transfer-Encoding") is "chunked"
            ? await ReadChunksAsync(stream)
            : await ReadAsync(stream, int.Parse(request.Header("Content-Length") ?? "0", CultureInfo.InvariantCulture));
        return new RawRequest(connection, text, body);
    }

    private async Task<byte[]> ReadChunksAsync(NetworkStream stream)
    {
        List<byte> body = [];
        while (true)
        {
            List<byte> size = [];
            while (size.Count < 2 || size[size.Count - 1] != '\n')
            {
                size.AddRange(await ReadAsync(stream, length: 1));
            }

            int length = int.Parse(Encoding.ASCII.GetString([.. size]).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.AddRange(await ReadAsync(stream, length));
            _ = await ReadAsync(stream, length: 2);
            if (length == 0)
            {
                return [.. body];
            }
        }
    }

    private async Task<byte[]> ReadAsync(NetworkStream stream, int length)
    {
        byte[] bytes = new byte[length];
        int read = 0;
        while (read < length)
        {
#if NET
            int count = await stream.ReadAsync(bytes.AsMemory(read), _stopping.Token);
#else
            int count = await stream.ReadAsync(bytes, read, length - read, _stopping.Token);
#endif
            if (count == 0)
            {
                return [];
            }

            read += count;
        }

        return bytes;
    }

    private static bool EndsHead(List<byte> head) =>
        head.Count >= 4 && head[head.Count - 1] == '\n' && head[head.Count - 2] == '\r' && head[head.Count - 3] == '\n' && head[head.Count - 4] == '\r';
}
