using System;
using System.Net;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class ProxyTests : ClientTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task Plain_http_to_this_machine_never_takes_a_proxy()
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
    public async Task A_proxy_that_refuses_is_named_and_never_sees_the_key(int status, MistralErrorKind kind)
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
        // Mono gives some of a proxy's refusals as the server's own.
        Assert.True(e.Kind == kind || e.StatusCode == status);
#endif
        Assert.Null(e.InnerException);
        RawRequest sent = Assert.Single(proxy.Requests);
        Assert.StartsWith("CONNECT gateway.invalid:443 ", sent.Line, StringComparison.Ordinal);
        Assert.True(SecretSearch.Find(sent, key) is null, "The proxy has seen the key.");
        Assert.Null(SecretSearch.Find(e, key));
    }
}
