using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client.Tests;

/// <summary>A server that takes one request in small pieces with pauses, and answers with an empty object once it has all.</summary>
internal sealed class SlowReader : IDisposable
{
    private const int Piece = 1 << 20;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeSpan _pause;

    /// <param name="pause">The pause before each piece of 1 MiB.</param>
    public SlowReader(TimeSpan pause)
    {
        _pause = pause;

        // Data in the receive buffer of the system counts as sent, so the buffer must be small.
        _listener.Server.ReceiveBufferSize = 1 << 16;
        _listener.Start();
        BaseUri = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
        _ = ServeAsync();
    }

    public Uri BaseUri { get; }

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Stop();
    }

    private async Task ServeAsync()
    {
        try
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync();
            using NetworkStream stream = client.GetStream();
            byte[] piece = new byte[Piece];
            StringBuilder start = new();
            long left = long.MaxValue;
            while (left > 0)
            {
                await Task.Delay(_pause, _stopping.Token);
                int taken = 0;
                while (taken < Piece && left > 0)
                {
#if NET
                    int count = await stream.ReadAsync(piece.AsMemory(taken), _stopping.Token);
#else
                    int count = await stream.ReadAsync(piece, taken, Piece - taken, _stopping.Token);
#endif
                    if (count == 0)
                    {
                        return;
                    }

                    left = left == long.MaxValue ? LeftAfter(start.Append(Encoding.ASCII.GetString(piece, taken, count)).ToString()) : left - count;
                    taken += count;
                }
            }

            byte[] reply = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
#if NET
            await stream.WriteAsync(reply, _stopping.Token);
#else
            await stream.WriteAsync(reply, 0, reply.Length, _stopping.Token);
#endif
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            // The client disconnected or the test has ended.
        }
    }

    // The length of the rest of the body after the headers.
    private static long LeftAfter(string start)
    {
        int end = start.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return long.MaxValue;
        }

        string length = Regex.Match(start, @"Content-Length: (\d+)", RegexOptions.IgnoreCase).Groups[1].Value;
        return long.Parse(length, CultureInfo.InvariantCulture) - (start.Length - end - 4);
    }
}
