#requires -Version 5.1
# A proxy on loopback that requires a user name and a password, and never connects to a host.
Set-StrictMode -Version Latest

Add-Type -IgnoreWarnings -WarningAction SilentlyContinue -TypeDefinition @'
using System;
using System.Collections.Generic;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;

namespace Mistral.Tests
{
    public sealed class TestProxy
    {
        private readonly TcpListener _listener = new TcpListener(IPAddress.Loopback, 0);
        private readonly List<string> _credentials = new List<string>();

        public TestProxy()
        {
            _listener.Start();
            new Thread(Serve) { IsBackground = true }.Start();
        }

        public string Address { get { return "http://127.0.0.1:" + ((IPEndPoint)_listener.LocalEndpoint).Port; } }

        // What is accepted: user:password. Whoever sends it gets 403, everybody else 407.
        public string Accepted;

        // The credential of each request so far; null for a request without one.
        public string[] Credentials
        {
            get { lock (_credentials) { return _credentials.ToArray(); } }
        }

        public void Clear()
        {
            lock (_credentials) { _credentials.Clear(); }
        }

        public void Stop()
        {
            _listener.Stop();
        }

        private void Serve()
        {
            while (true)
            {
                try
                {
                    using (TcpClient client = _listener.AcceptTcpClient())
                    using (NetworkStream stream = client.GetStream())
                    {
                        stream.ReadTimeout = 5000;
                        Answer(new StreamReader(stream, Encoding.ASCII), stream);
                    }
                }
                catch (SocketException)
                {
                    return;
                }
                catch (IOException)
                {
                    // The client has closed the connection.
                }
            }
        }

        private void Answer(StreamReader reader, Stream stream)
        {
            string credential = null;
            for (string line = reader.ReadLine(); !string.IsNullOrEmpty(line); line = reader.ReadLine())
            {
                const string Header = "Proxy-Authorization: Basic ";
                if (line.StartsWith(Header, StringComparison.OrdinalIgnoreCase))
                {
                    credential = Encoding.UTF8.GetString(Convert.FromBase64String(line.Substring(Header.Length)));
                }
            }

            lock (_credentials) { _credentials.Add(credential); }
            string head = credential != null && credential == Accepted
                ? "HTTP/1.1 403 Forbidden\r\n"
                : "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"test\"\r\n";
            byte[] bytes = Encoding.ASCII.GetBytes(head + "Content-Length: 0\r\nConnection: close\r\n\r\n");
            stream.Write(bytes, 0, bytes.Length);
        }
    }
}
'@

<#
.SYNOPSIS
    A proxy: Address, Accepted (user:password), Credentials of the requests so far, Clear() and Stop().
#>
function Start-TestProxy {
    [CmdletBinding()]
    param([string] $Accepted)
    $proxy = [Mistral.Tests.TestProxy]::new()
    $proxy.Accepted = $Accepted
    $proxy
}

Export-ModuleMember -Function Start-TestProxy
