using System;
using System.Linq;
using System.Net;
#if NET
using System.Net.Http;
#endif
using System.Threading.Tasks;
#if NET
using Mistral.Client.Authentication;
#endif
using Mistral.Client.Errors;
using Mistral.Client.Transport;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class ProxyTests : ClientTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Plain_HTTP_to_a_loopback_address_never_uses_a_proxy()
    {
        using RawServer proxy = RawServer.Start(RawReply.Of(500, "{}"));
        using RawServer server = RawServer.Start(RawReply.Json("""{"data":[]}"""));
        using MistralClient client = new(TestClient.Options(server.BaseUri, TestKey.New()) with { Proxy = new WebProxy(proxy.BaseUri, BypassOnLocal: false) });

        Assert.Empty(await client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(0, proxy.Connections);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(407, MistralErrorKind.ProxyAuthentication)]
    [InlineData(403, MistralErrorKind.Connection)]
    public async Task A_proxy_that_refuses_is_named_and_never_receives_the_key(int status, MistralErrorKind kind)
    {
        string key = TestKey.New();
        using RawServer proxy = RawServer.Start(async exchange =>
        {
            await RawReply.Of(status, "", null, "Proxy-Authenticate: Basic realm=\"x\"", "Connection: close")(exchange);
            exchange.Cut();
        });
        MistralClientOptions options = TestClient.Options(new Uri("https://gateway.invalid"), key) with { Proxy = new WebProxy(proxy.BaseUri), Retry = TestClient.NoRetry };
        using MistralClient client = new(options);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

#if NET
        Assert.Equal(kind, e.Kind);
#else
        // Mono reports some refusals of a proxy as those of the server.
        Assert.True(e.Kind == kind || e.StatusCode == status);
#endif
        Assert.Null(e.InnerException);
        RawRequest sent = Assert.Single(proxy.Requests);
        Assert.StartsWith("CONNECT gateway.invalid:443 ", sent.Line, StringComparison.Ordinal);
        Assert.True(SecretSearch.Find(sent, key) is null, "The proxy has seen the key.");
        Assert.Null(SecretSearch.Find(e, key));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("http")]
#if NET
    [InlineData("socks5")]
#endif
    public async Task A_proxy_that_cannot_be_connected_to_is_named(string scheme)
    {
        int port;
        using (RawServer closed = RawServer.Start(RawReply.Json("{}")))
        {
            port = closed.BaseUri.Port;
        }

        WebProxy proxy = new(new Uri($"{scheme}://127.0.0.1:{port}"));
        using MistralClient client = new(TestClient.Options(new Uri("https://gateway.invalid:8443"), TestKey.New()) with { Proxy = proxy, Retry = TestClient.NoRetry });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.Connection, e.Kind);
        Assert.StartsWith($"Can't connect to the proxy 127.0.0.1:{port}: ", e.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_proxy_is_named_in_an_operation_timeout_unless_it_is_bypassed(bool isBypassed)
    {
        // The proxy accepts the connection and then sends nothing; a bypassed proxy doesn't see the request, and the server does the same.
        using RawServer server = RawServer.Start(RawReply.Silence);
        WebProxy proxy = new(server.BaseUri) { BypassList = isBypassed ? ["127\\.0\\.0\\.1"] : [] };
        Uri address = isBypassed ? new UriBuilder(server.BaseUri) { Scheme = "https" }.Uri : new Uri("https://gateway.invalid");
        using MistralClient client = new(TestClient.Options(address, TestKey.New()) with
        {
            Proxy = proxy,
            OperationTimeout = TimeSpan.FromSeconds(1),
            Retry = TestClient.NoRetry,
        });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.Timeout, e.Kind);
        Assert.Equal(
            isBypassed
                ? "The server sent no data for 1 seconds, the operation timeout."
                : $"The server or the proxy 127.0.0.1:{server.BaseUri.Port} sent no data for 1 seconds, the operation timeout.",
            e.Message);
    }

#if NET
    [Theory(Timeout = Limits.Test)]
    [InlineData("http")]
    [InlineData("socks5")]
    public async Task A_proxy_that_does_not_respond_is_named(string scheme)
    {
        using RawServer server = RawServer.Start(RawReply.Silence);
        WebProxy proxy = new(new Uri($"{scheme}://127.0.0.1:{server.BaseUri.Port}"));
        using MistralClient client = new(TestClient.Options(new Uri("https://gateway.invalid"), TestKey.New()) with
        {
            Proxy = proxy,
            ConnectionTimeout = TimeSpan.FromSeconds(1),
            Retry = TestClient.NoRetry,
        });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.Timeout, e.Kind);
        Assert.Equal(
            $"Connecting to gateway.invalid through the proxy 127.0.0.1:{server.BaseUri.Port} took longer than 1 seconds, the connection timeout.",
            e.Message);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_bypassed_proxy_is_not_named_in_a_connection_timeout()
    {
        using FullServer full = FullServer.Start();
        Assert.SkipUnless(full.IsFull, "This system takes every connection, however many wait already.");
        Uri address = new UriBuilder(full.BaseUri) { Scheme = "https" }.Uri;
        WebProxy proxy = new(new Uri("http://127.0.0.1:9")) { BypassList = ["127\\.0\\.0\\.1"] };
        using MistralClient client = new(TestClient.Options(address, TestKey.New()) with
        {
            Proxy = proxy,
            ConnectionTimeout = TimeSpan.FromSeconds(1),
            Retry = TestClient.NoRetry,
        });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.StartsWith("Connecting to 127.0.0.1", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("proxy", e.Message);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(null, "The proxy requires credentials (HTTP 407).")]
    [InlineData("wrong", "The proxy refused the credential (HTTP 407).")]
    public async Task A_refused_proxy_credential_and_a_missing_one_have_different_errors(string? password, string message)
    {
        using RawServer server = RawServer.Start(RawReply.Of(407, "", null, "Proxy-Authenticate: Basic realm=\"x\""));
        WebProxy proxy = new(server.BaseUri) { Credentials = password is null ? null : new NetworkCredential("someone", password) };
        using MistralClient client = new(TestClient.Options(new Uri("https://gateway.invalid"), TestKey.New()) with { Proxy = proxy, Retry = TestClient.NoRetry });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.ProxyAuthentication, e.Kind);
        Assert.Equal(message, e.Message);
    }
#endif

    [Theory(Timeout = Limits.Test)]
    [InlineData(407)]
    [InlineData(403)]
    [InlineData(502)]
    [InlineData(302)]
    public async Task The_password_of_a_system_proxy_is_not_in_the_error(int status)
    {
        string password = TestKey.New();
        using RawServer proxy = RawServer.Start(async exchange =>
        {
            await RawReply.Of(status, "", null, "Location: http://x.invalid", "Proxy-Authenticate: Basic realm=\"x\"", "Connection: close")(exchange);
            exchange.Cut();
        });
        Uri address = new($"http://user:{password}@127.0.0.1:{proxy.BaseUri.Port}");
        ProgressLog progress = new();
        using MistralClient client = new(TestClient.Options(new Uri("https://gateway.invalid"), TestKey.New()) with { Proxy = new SystemProxy(address) });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(progress, Cancellation));

        Assert.Null(SecretSearch.Find(e, password));
        Assert.All(progress.Events.Select(reported => SecretSearch.Find(reported, password)), Assert.Null);
#if NET
        Assert.Contains($"HTTP {status}", e.Message);
        Assert.Contains("proxy", e.Message);

        // Only an error of the proxy itself is acceptable.
        Assert.Equal(status == 502 ? 4 : status == 407 ? proxy.Requests.Count : 1, proxy.Requests.Count);
#endif
    }

#if NET
    [Theory]
    [InlineData(407, MistralErrorKind.ProxyAuthentication)]
    [InlineData(403, MistralErrorKind.Connection)]
    public void A_proxy_refusal_is_recognized_without_a_status_code_from_the_framework(int status, MistralErrorKind kind)
    {
        // The exception of .NET 8.
        HttpRequestException cause = new(HttpRequestError.ProxyTunnelError, $"The proxy tunnel request to proxy 'http://user:secret@127.0.0.1:8080/' failed with status code '{status}'.\"");

        MistralApiException e = TransportFailure.From(cause, "GET /v1/models", new Uri("https://gateway.invalid"), proxy: null, new KeyRedactor(null));

        Assert.Equal(kind, e.Kind);
        Assert.DoesNotContain("secret", e.Message);
        Assert.Contains($"HTTP {status}", e.Message);
        Assert.Null(new RetryPolicy(new RetryOptions()).Next(e, repeatable: true, retries: 0));
    }
#endif

    [Theory]
    [InlineData("The proxy 'http://user:s3cret@proxy:8080/' failed.", "The proxy 'http://proxy:8080/' failed.")]
    [InlineData("socks5://user:s3cret@proxy", "socks5://proxy")]
    [InlineData("See https://docs.example/a@b and //user@host.", "See https://docs.example/a@b and //host.")]
    public void User_names_and_passwords_are_removed_from_addresses(string text, string shown) => Assert.Equal(shown, UserInfo.Remove(text));

    [Theory]
    [InlineData("http://user:s3cret@127.0.0.1:8080")]
    [InlineData("http://user@127.0.0.1:8080")]
    [InlineData("socks5://user:s3cret@proxy.example")]
    public void A_proxy_with_a_password_in_its_address_is_refused(string address)
    {
        MistralClientOptions options = TestClient.Options(new Uri("https://gateway.invalid"), TestKey.New()) with { Proxy = new WebProxy(new Uri(address)) };

        MistralApiException e = Assert.Throws<MistralApiException>(() => new MistralClient(options));

        Assert.Equal((MistralErrorKind.InvalidArgument, ErrorCause.ProxyUserInfo), (e.Kind, e.Cause));
        Assert.DoesNotContain("s3cret", e.Message);
        Assert.DoesNotContain("user@", e.Message);
    }

    /// <summary>A proxy as the framework reads it from HTTPS_PROXY.</summary>
    private sealed class SystemProxy(Uri address) : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri GetProxy(Uri destination) => address;

        public bool IsBypassed(Uri host) => false;
    }
}
