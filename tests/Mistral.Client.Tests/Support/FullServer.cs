using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;

namespace Mistral.Client.Tests;

/// <summary>A listener that takes nobody in and has as many waiting as may wait, so that connecting does not end.</summary>
internal sealed class FullServer : IDisposable
{
    private const int MostWaiting = 64;
    private const int MicrosecondsToConnect = 500_000;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _waiting = [];

    private FullServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1);
        BaseUri = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");
    }

    public Uri BaseUri { get; }

    /// <summary>Whether a connection was kept waiting. Some systems refuse it instead.</summary>
    public bool IsFull { get; private set; }

    public static FullServer Start()
    {
        FullServer server = new();
        while (!server.IsFull && server._waiting.Count < MostWaiting)
        {
            // Asks the system, because on a busy machine a task may complete long after its connection was made.
            Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            server._waiting.Add(socket);
            try
            {
                socket.Connect(server._listener.LocalEndPoint!);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
            {
                server.IsFull = !socket.Poll(MicrosecondsToConnect, SelectMode.SelectWrite);
            }
            catch (SocketException)
            {
                // The connection was refused instead of kept waiting.
                break;
            }
        }

        return server;
    }

    public void Dispose()
    {
        foreach (Socket socket in _waiting)
        {
            socket.Dispose();
        }

        _listener.Dispose();
    }
}
