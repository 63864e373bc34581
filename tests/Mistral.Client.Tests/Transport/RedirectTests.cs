using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class RedirectTests : ClientTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_post_is_repeated_with_its_body_on_the_same_host(int status)
    {
        string key = TestKey.New();
        using RawServer server = RawServer.Start(To(status, "/v1/other?x=1"), RawReply.Json(TestClient.ChatReply));
        using MistralClient client = TestClient.For(server.BaseUri, key);

        ChatCompletion reply = await client.Chat.CompleteAsync(TestClient.Ask(), cancellationToken: Cancellation);

        Assert.Equal("Paris", reply.Choices[0].Message!.Content);
        Assert.Equal(["POST /v1/chat/completions HTTP/1.1", "POST /v1/other?x=1 HTTP/1.1"], server.Requests.Select(r => r.Line));
        Assert.Equal(server.Requests[0].Body, server.Requests[1].Body);
        Assert.NotEmpty(server.Requests[1].Body);
        Assert.All(server.Requests, r => AssertKey(key, r));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_get_is_followed_on_the_same_host(int status)
    {
        using RawServer server = RawServer.Start(
            exchange => To(status, $"http://{exchange.Request.Header("Host")}/v1/other")(exchange),
            RawReply.Json("""{"data":[]}"""));
        using MistralClient client = TestClient.For(server.BaseUri);

        Assert.Empty(await client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(["GET /v1/models HTTP/1.1", "GET /v1/other HTTP/1.1"], server.Requests.Select(r => r.Line));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(301, "POST")]
    [InlineData(302, "POST")]
    [InlineData(303, "POST")]
    [InlineData(302, "DELETE")]
    public async Task A_redirect_that_would_change_the_method_or_drop_the_body_is_refused(int status, string method)
    {
        using RawServer server = RawServer.Start(To(status, "/v1/other"));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.SendAsync(new MistralRequest(method, "/v1/x"), cancellationToken: Cancellation));

        Assert.Equal((MistralErrorKind.RedirectRefused, (int?)status), (e.Kind, e.StatusCode));
        _ = Assert.Single(server.Requests);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(302)]
    [InlineData(307)]
    public async Task A_redirect_to_another_port_is_refused_before_anything_is_sent(int status)
    {
        using RawServer other = RawServer.Start(RawReply.Json("{}"));
        using RawServer server = RawServer.Start(To(status, other.BaseUri + "v1/models"));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.RedirectRefused, e.Kind);
        Assert.Contains(other.BaseUri.Authority, e.Message);
        _ = Assert.Single(server.Requests);
        Assert.Equal(0, other.Connections);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("http://localhost:PORT/v1/models")]
    [InlineData("https://127.0.0.1:PORT/v1/models")]
    [InlineData("//localhost:PORT/v1/models")]
    [InlineData("http://127.0.0.2:PORT/v1/models")]
    [InlineData("ftp://127.0.0.1:PORT/v1/models")]
    public async Task A_redirect_to_another_host_or_scheme_is_refused(string target)
    {
        using RawServer server = RawServer.Start(exchange => To(307, target.Replace("PORT", exchange.Request.Header("Host")!.Split(':')[1]))(exchange));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.RedirectRefused, e.Kind);
        Assert.Equal(1, server.Connections);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("//")]
    [InlineData("///x")]
    [InlineData("//[")]
    public async Task A_redirect_with_an_invalid_address_is_refused(string target)
    {
        using RawServer server = RawServer.Start(To(302, target));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal((MistralErrorKind.RedirectRefused, (int?)302), (e.Kind, e.StatusCode));
        Assert.Equal(1, server.Connections);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_redirect_loop_ends()
    {
        using RawServer server = RawServer.Start(To(307, "/v1/models"));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.RedirectRefused, e.Kind);
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_redirect_without_a_location_is_an_error()
    {
        using RawServer server = RawServer.Start(RawReply.Of(302, ""));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal((MistralErrorKind.InvalidResponse, (int?)302), (e.Kind, e.StatusCode));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_redirect_with_an_endless_body_is_followed()
    {
        using RawServer server = RawServer.Start(
            async exchange =>
            {
                await exchange.SendAsync("HTTP/1.1 307 Temporary Redirect\r\nLocation: /v1/other\r\nContent-Length: 1000\r\n\r\n<html>");
                await exchange.WaitForLeavingAsync();
            },
            RawReply.Json("""{"data":[]}"""));
        using MistralClient client = TestClient.For(server.BaseUri);

        Assert.Empty(await client.Models.ListAsync(cancellationToken: Cancellation));
    }

    private static Func<RawExchange, Task> To(int status, string location) => RawReply.Of(status, "", null, "Location: " + location);
}
