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
    public async Task A_chat_reply_that_makes_no_sense_is_an_error(string body)
    {
        using RawServer server = RawServer.Start(RawReply.Of(200, body, RawReply.JsonType, "mistral-correlation-id: c-9"));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Chat.CompleteAsync(TestClient.Ask(), cancellationToken: Cancellation));

        Assert.Equal((MistralErrorKind.InvalidResponse, (int?)200, "c-9", "POST /v1/chat/completions"), (e.Kind, e.StatusCode, e.CorrelationId, e.Operation));
        Assert.Null(e.InnerException);
        _ = Assert.Single(server.Requests);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_page_in_place_of_json_is_named()
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
    public async Task Any_reply_is_read_to_its_end_or_not_at_all(string body)
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
    public async Task A_model_list_that_makes_no_sense_is_an_error(string body)
    {
        using RawServer server = RawServer.Start(RawReply.Json(body));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.InvalidResponse, e.Kind);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_compressed_reply_is_read()
    {
        using RawServer server = RawServer.Start(RawReply.Of(200, Gzip.Compress(TestClient.ChatReply), RawReply.JsonType, "Content-Encoding: gzip"));
        using MistralClient client = TestClient.For(server.BaseUri);

        ChatCompletion reply = await client.Chat.CompleteAsync(TestClient.Ask(), cancellationToken: Cancellation);

        Assert.Equal("Paris", reply.Choices[0].Message!.Content);
        Assert.Contains("gzip", Assert.Single(server.Requests).Header("Accept-Encoding"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_reply_whose_compression_is_damaged_is_an_error_of_ours()
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
        // Mono does not tell damage from a broken connection.
        Assert.True(e.Kind is MistralErrorKind.InvalidResponse or MistralErrorKind.Connection);
#endif
        Assert.Null(e.InnerException);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Something_that_does_not_speak_http_is_an_error_of_ours()
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
