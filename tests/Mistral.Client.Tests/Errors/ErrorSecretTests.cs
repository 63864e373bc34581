using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>A server, or a gateway that shows what it got, must not bring the key into an error or a log line.</summary>
public sealed class ErrorSecretTests : ClientTests
{
    private readonly string _key = TestKey.New();

    [Theory(Timeout = Limits.Test)]
    [InlineData(400, """{"object":"error","message":"Bad key KEY","type":"type KEY","param":"KEY","code":"code KEY"}""")]
    [InlineData(401, """{"detail":"Unauthorized: Bearer KEY"}""")]
    [InlineData(422, """{"detail":[{"loc":["header","KEY"],"msg":"Value KEY is bad","type":"KEY","input":"Bearer KEY"}]}""")]
    [InlineData(403, """{"error":{"message":"KEY","status":403}}""")]
    [InlineData(404, """{"detail":{"message":"KEY","error_code":"KEY"}}""")]
    [InlineData(429, """{"message":"KEY has no quota left"}""")]
    [InlineData(500, """{"error":"Authorization: Bearer KEY"}""")]
    [InlineData(502, "<html>Authorization: Bearer KEY</html>")]
    [InlineData(200, "<html>Authorization: Bearer KEY</html>")]
    [InlineData(200, """{"KEY":KEY}""")]
    [InlineData(200, """{"choices":[{"index":0,"message":{"role":"assistant","content":{"KEY":1}}}]}""")]
    [InlineData(200, """{"choices":{"KEY":"KEY"}}""")]
    public async Task A_key_in_a_response_is_not_in_the_error(int status, string body)
    {
        using RawServer server = RawServer.Start(RawReply.Of(status, body.Replace("KEY", _key), $"application/x-{_key}+json", "mistral-correlation-id: " + _key));

        await AssertClean(server, client => client.Chat.CompleteAsync(TestClient.Ask(), cancellationToken: Cancellation));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_truncated_key_at_the_end_of_a_shortened_message_is_not_in_the_error()
    {
        for (int before = 1960; before <= 2000; before += 8)
        {
            using RawServer server = RawServer.Start(RawReply.Of(400, $$"""{"message":"{{new string('x', before)}}{{_key}}{{new string('y', 100)}}"}"""));
            using MistralClient client = TestClient.For(server.BaseUri, _key);

            MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

            Assert.Null(SecretSearch.Find(e, _key.Substring(0, 6)));
        }
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""data: {"object":"error","message":"Bad key KEY","code":"KEY","type":"KEY"}""")]
    [InlineData("""data: {"KEY":KEY}""")]
    [InlineData("""data: {"choices":[{"delta":{"content":{"KEY":1}}}]}""")]
    public async Task A_key_in_a_stream_is_not_in_the_error(string events)
    {
        using RawServer server = RawServer.Start(RawReply.Of(200, events.Replace("KEY", _key) + "\n\n", "text/event-stream", "mistral-correlation-id: " + _key));

        await AssertClean(server, client => ReadStreamAsync(client));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_key_in_the_content_type_of_a_stream_is_not_in_the_error()
    {
        using RawServer server = RawServer.Start(RawReply.Of(200, "x", "text/" + _key, "mistral-correlation-id: " + _key));

        await AssertClean(server, client => ReadStreamAsync(client));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("https://KEY.example/v1/models")]
    [InlineData("https://evil.example/v1/models?key=KEY")]
    public async Task A_key_in_a_redirect_is_not_in_the_error(string target)
    {
        using RawServer server = RawServer.Start(RawReply.Of(307, "", RawReply.JsonType, "Location: " + target.Replace("KEY", _key)));

        await AssertClean(server, client => client.Models.ListAsync(cancellationToken: Cancellation));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_key_is_not_in_the_error_of_a_broken_connection()
    {
        using RawServer server = RawServer.Start(RawReply.CutBeforeHeaders);

        await AssertClean(server, client => client.Chat.CompleteAsync(TestClient.Ask(), cancellationToken: Cancellation));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_key_is_not_in_the_error_of_an_invalid_status_line()
    {
        using RawServer server = RawServer.Start(async exchange =>
        {
            await exchange.SendAsync($"HTTP/1.1 {_key}\r\n{_key}\r\n\r\n");
            exchange.Cut();
        });

        await AssertClean(server, client => client.Models.ListAsync(cancellationToken: Cancellation));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_key_in_the_headers_of_a_successful_response_is_not_reported()
    {
        using RawServer server = RawServer.Start(RawReply.Of(
            200, TestClient.ChatReply, RawReply.JsonType, "mistral-correlation-id: " + _key, "x-model-deprecation-timestamp: " + _key));
        using MistralClient client = TestClient.For(server.BaseUri, _key);
        ProgressLog progress = new();

        _ = await client.Chat.CompleteAsync(TestClient.Ask(), progress, Cancellation);

        Assert.NotEmpty(progress.Events);
        Assert.All(progress.Events.Select(reported => SecretSearch.Find(reported, _key)), Assert.Null);
    }

    private async Task AssertClean(RawServer server, Func<MistralClient, Task> call)
    {
        ProgressLog progress = new();
        using MistralClient client = new(TestClient.Options(server.BaseUri, _key) with { Retry = new RetryOptions { MaximumRetryCount = 1, BaseDelay = TimeSpan.FromMilliseconds(1) } });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => call(client));
        _ = await Record.ExceptionAsync(() => client.SendAsync(TestClient.Get("/v1/x"), progress, Cancellation));

        Assert.True(server.Requests[0].Header("Authorization") == "Bearer " + _key);
        Assert.Null(SecretSearch.Find(e, _key));
        Assert.Null(e.InnerException);
        Assert.Empty(e.Data);
        Assert.All(progress.Events.Select(reported => SecretSearch.Find(reported, _key)), Assert.Null);
    }

    private static async Task ReadStreamAsync(MistralClient client)
    {
        await foreach (ChatCompletionChunk chunk in client.Chat.StreamAsync(TestClient.Ask(), cancellationToken: Cancellation))
        {
            Assert.NotNull(chunk);
        }
    }
}
