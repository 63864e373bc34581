using System;
using System.Globalization;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client.Tests;

/// <summary>One request at a <see cref="RawServer"/>, to be answered byte by byte.</summary>
internal sealed class RawExchange(Socket socket, NetworkStream stream, RawRequest request, Action left, CancellationToken stopping)
{
    public RawRequest Request { get; } = request;

    /// <summary>Whether the connection can be used for another request.</summary>
    public bool IsOpen { get; private set; } = true;

    /// <summary>The token that is cancelled when the server is disposed.</summary>
    public CancellationToken Stopping { get; } = stopping;

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public Task SendAsync(byte[] bytes) => SendAsync(bytes, 0, bytes.Length);

    public async Task SendAsync(byte[] bytes, int offset, int count)
    {
#if NET
        await stream.WriteAsync(bytes.AsMemory(offset, count), Stopping);
#else
        await stream.WriteAsync(bytes, offset, count, Stopping);
#endif
        await stream.FlushAsync(Stopping);
    }

    /// <summary>Begins an event stream without a length. It ends with the connection.</summary>
    public Task BeginEventsAsync(string contentType = "text/event-stream")
    {
        IsOpen = false;
        return SendAsync($"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\nConnection: close\r\n\r\n");
    }

    /// <summary>Sends one chunk of a response with <c>Transfer-Encoding: chunked</c>.</summary>
    public Task SendChunkAsync(byte[] bytes, int offset, int count)
    {
        string size = count.ToString("x", CultureInfo.InvariantCulture) + "\r\n";
        byte[] chunk = new byte[size.Length + count + 2];
        _ = Encoding.ASCII.GetBytes(size, 0, size.Length, chunk, 0);
        Array.Copy(bytes, offset, chunk, size.Length, count);
        chunk[chunk.Length - 2] = (byte)'\r';
        chunk[chunk.Length - 1] = (byte)'\n';
        return SendAsync(chunk);
    }

    /// <summary>Closes the connection. Data that was sent before still arrives.</summary>
    public void Cut()
    {
        IsOpen = false;
        socket.Shutdown(SocketShutdown.Both);
        socket.Dispose();
    }

    /// <summary>Waits until the client has closed the connection, and notifies the test.</summary>
    public async Task WaitForLeavingAsync()
    {
        IsOpen = false;
        byte[] rest = new byte[256];
        try
        {
#if NET
            while (await stream.ReadAsync(rest.AsMemory(), Stopping) > 0)
#else
            while (await stream.ReadAsync(rest, 0, rest.Length, Stopping) > 0)
#endif
            {
            }
        }
        catch (IOException)
        {
            // A reset instead of a graceful close.
        }

        Stopping.ThrowIfCancellationRequested();
        left();
    }
}
