using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>Replies that say 200 and are no reply of the API.</summary>
public sealed class InvalidReplyTests : ClientTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"choices":[{"index":0,"message":{"role":"assis""")]
    [InlineData("not JSON")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"choices":null}""")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":[null]}""")]
    [InlineData("""{"choices":"none"}""")]
    [InlineData("""{"choices":[{"index":0,"message":{"role":"assistant","content":5}}]}""")]
    [InlineData("""{"choices":[{"index":0,"message":{"role":"assistant","content":[5]}}]}""")]
    [InlineData("""{"choices":[{"index":0,"message":{"role":"assistant","content":{"words":"Hi"}}}]}""")]
    [InlineData("""{"choices":[]} {"choices":[]}""")]
    [InlineData("""{"cho\ud83dices":[]}""")]
    [InlineData("""{"\udc00":1,"message\ud83d":"x"}""")]
    public async Task An_invalid_chat_response_is_an_error(string body)
    {
        using RawServer server = RawServer.Start(RawReply.Of(200, body, RawReply.JsonType, "mistral-correlation-id: c-9"));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Chat.CompleteAsync(TestClient.Ask(), cancellationToken: Cancellation));

        Assert.Equal((MistralErrorKind.InvalidResponse, (int?)200, "c-9", "POST /v1/chat/completions"), (e.Kind, e.StatusCode, e.CorrelationId, e.Operation));
        Assert.Null(e.InnerException);
        _ = Assert.Single(server.Requests);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_HTML_page_instead_of_JSON_is_named_in_the_error()
    {
        using RawServer server = RawServer.Start(RawReply.Of(200, "<html><body>Please log in</body></html>", "text/html"));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.InvalidResponse, e.Kind);
        Assert.Contains("text/html", e.Message);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("{\"a\":\"\u00e9")]
    [InlineData("{} {}")]
    [InlineData("{},")]
    [InlineData("")]
    public async Task A_response_that_is_not_one_complete_JSON_value_is_an_error(string body)
    {
        using RawServer server = RawServer.Start(RawReply.Json(body));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralResponse reply = await client.SendAsync(TestClient.Get("/v1/x"), cancellationToken: Cancellation);

        Assert.Equal(MistralErrorKind.InvalidResponse, Assert.Throws<MistralApiException>(() => reply.ReadJson()).Kind);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"data":[null]}""")]
    [InlineData("""{"object":"list"}""")]
    [InlineData("""{"da\ud83dta":[]}""")]
    [InlineData("[null]")]
    public async Task An_invalid_model_list_is_an_error(string body)
    {
        using RawServer server = RawServer.Start(RawReply.Json(body));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.InvalidResponse, e.Kind);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_compressed_response_is_decompressed()
    {
        using RawServer server = RawServer.Start(RawReply.Of(200, Gzip.Compress(TestClient.ChatReply), RawReply.JsonType, "Content-Encoding: gzip"));
        using MistralClient client = TestClient.For(server.BaseUri);

        ChatCompletion reply = await client.Chat.CompleteAsync(TestClient.Ask(), cancellationToken: Cancellation);

        Assert.Equal("Paris", reply.Choices[0].Message!.Content);
        Assert.Contains("gzip", Assert.Single(server.Requests).Header("Accept-Encoding"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_damaged_compressed_response_is_an_error_of_the_client()
    {
        byte[] damaged = Gzip.Compress(TestClient.ChatReply);
        for (int i = 12; i < damaged.Length; i++)
        {
            damaged[i] ^= 0x5A;
        }

        using RawServer server = RawServer.Start(RawReply.Of(200, damaged, RawReply.JsonType, "Content-Encoding: gzip"));
        using MistralClient client = new(TestClient.Options(server.BaseUri, TestKey.New()) with { Retry = TestClient.NoRetry });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Chat.CompleteAsync(TestClient.Ask(), cancellationToken: Cancellation));

#if NET
        Assert.Equal(MistralErrorKind.InvalidResponse, e.Kind);
#else
        // Mono reports damaged data as a broken connection.
        Assert.True(e.Kind is MistralErrorKind.InvalidResponse or MistralErrorKind.Connection);
#endif
        Assert.Null(e.InnerException);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_server_that_does_not_speak_HTTP_is_an_error_of_the_client()
    {
        using RawServer server = RawServer.Start(async exchange =>
        {
            await exchange.SendAsync("SSH-2.0-OpenSSH_9.6\r\n\r\n");
            exchange.Cut();
        });
        using MistralClient client = new(TestClient.Options(server.BaseUri, TestKey.New()) with { Retry = TestClient.NoRetry });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.Connection, e.Kind);
        Assert.Null(e.InnerException);
    }
}
