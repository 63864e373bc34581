using System;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>What an error says where no HTTP answers.</summary>
public sealed class UnreachableTests : ClientTests
{
    private readonly ProgressLog _progress = new();

    [Fact(Timeout = Limits.Test)]
    public async Task An_unknown_host_is_tried_twice_at_most()
    {
        Assert.SkipWhen(await IsWithoutNameServerAsync(), "No name server can be reached, so no name is known to be absent.");
        using MistralClient client = TestClient.For(new Uri("https://name.invalid"));

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(_progress, Cancellation));

        Assert.Equal(MistralErrorKind.Connection, e.Kind);
        Assert.Contains("name.invalid", e.Message);
        Assert.InRange(_progress.Retries.Count, 0, 1);
        Assert.All(_progress.Retries, r => Assert.Equal(1, r.MaximumRetryCount));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_plain_HTTP_response_on_a_TLS_connection_is_explained_in_the_error()
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Task answering = AnswerAsync(listener, Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"));
        using MistralClient client = TestClient.For(new Uri($"https://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}"));

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(_progress, Cancellation));

        Assert.Equal(MistralErrorKind.Connection, e.Kind);
#if NET
        Assert.Contains("TLS", e.Message);
        Assert.Contains("plain HTTP", e.Message);
        Assert.InRange(_progress.Retries.Count, 0, 1);
#endif
        listener.Stop();
        await answering.Within(Limits.Patience);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_TLS_response_to_plain_HTTP_is_explained_in_the_error()
    {
        // A TLS alert.
        using RawServer server = RawServer.Start(async exchange =>
        {
            await exchange.SendAsync([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46, 0x0D, 0x0A]);
            exchange.Cut();
        });
        using MistralClient client = new(TestClient.Options(server.BaseUri, TestKey.New()) with { Retry = TestClient.NoRetry });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.Connection, e.Kind);
        Assert.DoesNotContain("\u0015", e.Message, StringComparison.Ordinal);
#if NET
        Assert.Contains("TLS", e.Message);
#endif
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(503)]
    [InlineData(200)]
    public async Task An_HTML_page_instead_of_JSON_is_named_in_the_error(int status)
    {
        using RawServer server = RawServer.Start(RawReply.Of(status, "<html>Sign in</html>", "text/html"));
        using MistralClient client = new(TestClient.Options(server.BaseUri, TestKey.New()) with { Retry = TestClient.NoRetry });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Contains("text/html", e.Message);
        Assert.Contains("proxy", e.Message);
    }

    private static async Task<bool> IsWithoutNameServerAsync()
    {
        try
        {
            await Dns.GetHostAddressesAsync("name.invalid");
            return false;
        }
        catch (SocketException e)
        {
            return e.SocketErrorCode == SocketError.TryAgain;
        }
    }

    private static async Task AnswerAsync(TcpListener listener, byte[] answer)
    {
        try
        {
            while (true)
            {
                using TcpClient connection = await listener.AcceptTcpClientAsync();
                NetworkStream stream = connection.GetStream();
#if NET
                _ = await stream.ReadAsync(new byte[4096], Cancellation);
                await stream.WriteAsync(answer, Cancellation);
#else
                _ = await stream.ReadAsync(new byte[4096], 0, 4096);
                await stream.WriteAsync(answer, 0, answer.Length);
#endif
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException or System.IO.IOException)
        {
            // The listener was stopped, or the client disconnected.
        }
    }
}
