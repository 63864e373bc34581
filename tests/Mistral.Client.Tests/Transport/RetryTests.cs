using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class RetryTests : ClientTests
{
    // Timers may fire one tick early.
    private static readonly TimeSpan s_almostOneSecond = TimeSpan.FromMilliseconds(950);

    private readonly ProgressLog _progress = new();

    [Fact(Timeout = Limits.Test)]
    public async Task A_Retry_After_in_seconds_is_used()
    {
        using RawServer server = RawServer.Start(RawReply.Of(429, """{"message":"Slow down"}""", RawReply.JsonType, "Retry-After: 1"), RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        _ = await client.SendAsync(TestClient.Post("/v1/x", """{"a":1}"""), _progress, Cancellation);

        Assert.Equal(2, server.Requests.Count);
        Assert.InRange(RawRequest.Between(server.Requests[0], server.Requests[1]), s_almostOneSecond, Limits.Patience);
        Assert.Equal(TimeSpan.FromSeconds(1), Assert.Single(_progress.Retries).Delay);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_Retry_After_date_is_used()
    {
        using RawServer server = RawServer.Start(
            exchange => RawReply.Of(429, "{}", RawReply.JsonType, "Retry-After: " + DateTimeOffset.UtcNow.AddSeconds(2).ToString("r", CultureInfo.InvariantCulture))(exchange),
            RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        _ = await client.SendAsync(TestClient.Get("/v1/x"), _progress, Cancellation);

        // A date has whole seconds, so up to one of the two seconds is lost.
        Assert.InRange(RawRequest.Between(server.Requests[0], server.Requests[1]), s_almostOneSecond - TimeSpan.FromMilliseconds(200), Limits.Patience);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("Wed, 21 Oct 2015 07:28:00 GMT")]
    [InlineData("0")]
    [InlineData("0.0")]
    public async Task The_default_delay_is_used_without_Retry_After(string wait)
    {
        using RawServer server = RawServer.Start(RawReply.Of(503, "{}", RawReply.JsonType, "Retry-After: " + wait));
        RetryOptions retry = new() { BaseDelay = TimeSpan.FromMilliseconds(20) };
        using MistralClient client = new(TestClient.Options(server.BaseUri, TestKey.New()) with { Retry = retry });

        _ = await Assert.ThrowsAsync<MistralApiException>(() => client.SendAsync(TestClient.Get("/v1/x"), _progress, Cancellation));

        Assert.Equal(3, _progress.Retries.Count);
        Assert.All(_progress.Retries, r => Assert.InRange(r.Delay.TotalMilliseconds, 0, 20 * Math.Pow(2, r.Retry - 1)));

        // One delay may be shorter than the timer resolution of .NET Framework, but not all.
        Assert.Contains(_progress.Retries, r => r.Delay > TimeSpan.Zero);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("Retry-After: Wed, 21 Oct 2015 07:28:30 GMT\r\nDate: Wed, 21 Oct 2015 07:28:00 GMT", 30.0)]
    [InlineData("Retry-After: Wed, 21 Oct 2015 07:27:30 GMT\r\nDate: Wed, 21 Oct 2015 07:28:00 GMT", 0.0)]
    [InlineData("Retry-After: 1.5", 2.0)]
    [InlineData("Retry-After: 99999999999", 99999999999.0)]
    [InlineData("Retry-After: 99999999999999999999999999999999", 922337203685.0)]
    [InlineData("Retry-After: -5", null)]
    [InlineData("Retry-After: NaN", null)]
    [InlineData("Retry-After: soon", null)]
    public async Task Retry_After_is_read_in_all_its_forms(string headers, double? seconds)
    {
        using RawServer server = RawServer.Start(RawReply.Of(503, "{}", RawReply.JsonType, headers));
        using MistralClient client = new(TestClient.Options(server.BaseUri, TestKey.New()) with { Retry = TestClient.NoRetry });

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.SendAsync(TestClient.Get("/v1/x"), _progress, Cancellation));

        Assert.Equal(seconds, e.RetryAfter?.TotalSeconds);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(429, "121", "2 minutes 1 second")]
    [InlineData(429, "3600", "1 hour")]
    [InlineData(503, "93784", "1 day 2 hours")]
    [InlineData(429, "99999999999", "1157407 days 9 hours")]
    public async Task A_delay_over_the_limit_is_named_in_the_error(int status, string wait, string words)
    {
        using RawServer server = RawServer.Start(RawReply.Of(status, """{"message":"Slow down."}""", RawReply.JsonType, "Retry-After: " + wait));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.SendAsync(TestClient.Get("/v1/x"), _progress, Cancellation).Within(Limits.Patience));

        Assert.Equal($"Slow down. The server asks to wait {words}.", e.Message);
        _ = Assert.Single(server.Requests);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("Rate limit exceeded", "Rate limit exceeded.")]
    [InlineData("Rate limit exceeded. ", "Rate limit exceeded.")]
    [InlineData("Slow down!", "Slow down!")]
    [InlineData("Too many (see https://x.example/limits)", "Too many (see https://x.example/limits).")]
    [InlineData("Too many (slow down.)", "Too many (slow down.)")]
    public async Task The_message_of_the_server_and_the_text_after_it_are_separate_sentences(string message, string sentence)
    {
        using RawServer server = RawServer.Start(
            RawReply.Of(429, $$"""{"message":"{{message}}"}""", RawReply.JsonType, "Retry-After: 3600"),
            RawReply.Of(429, $$"""{"message":"{{message}}"}""", RawReply.JsonType, "x-ratelimit-limit-req-minute: 0"));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException wait = await Assert.ThrowsAsync<MistralApiException>(() => client.SendAsync(TestClient.Get("/v1/x"), _progress, Cancellation).Within(Limits.Patience));
        MistralApiException none = await Assert.ThrowsAsync<MistralApiException>(() => client.SendAsync(TestClient.Get("/v1/x"), _progress, Cancellation).Within(Limits.Patience));

        Assert.Equal($"{sentence} The server asks to wait 1 hour.", wait.Message);
        Assert.StartsWith($"{sentence} The limit is 0: ", none.Message, StringComparison.Ordinal);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("before headers", true)]
    [InlineData("before headers", false)]
    [InlineData("in the head", true)]
    [InlineData("in the body", true)]
    [InlineData("503", true)]
    [InlineData("503", false)]
    public async Task A_404_after_a_retried_delete_counts_as_deleted(string failure, bool isWhole)
    {
        using RawServer server = RawServer.Start(failure is "503" ? RawReply.Of(503, "{}") : Break(failure), RawReply.Of(404, """{"message":"No such thing"}"""));
        using MistralClient client = TestClient.For(server.BaseUri);
        MistralRequest request = new("DELETE", "/v1/x/1");

        if (isWhole)
        {
            MistralResponse reply = await client.SendAsync(request, _progress, Cancellation);

            Assert.True(reply.Body.IsEmpty);
        }
        else
        {
            using StreamingResponse reply = await client.OpenAsync(request, _progress, Cancellation);

            using MemoryStream body = new();
            await reply.Body.CopyToAsync(body, 1024, Cancellation);
            Assert.Equal(0, body.Length);
        }

        Assert.Equal(2, server.Requests.Count);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("DELETE", 404)]
    [InlineData("DELETE", 429)]
    [InlineData("GET", 503)]
    [InlineData("PUT", 503)]
    public async Task A_404_is_an_error_when_no_earlier_delete_can_have_succeeded(string method, int first)
    {
        using RawServer server = RawServer.Start(RawReply.Of(first, "{}"), RawReply.Of(404, """{"message":"No such thing"}"""));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.SendAsync(new MistralRequest(method, "/v1/x/1"), _progress, Cancellation));

        Assert.Equal(MistralErrorKind.NotFound, e.Kind);
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("PUT", true)]
    [InlineData("delete", true)]
    [InlineData("POST", false)]
    [InlineData("patch", false)]
    public void The_method_determines_whether_a_request_is_repeated(string method, bool isRepeatable) =>
        Assert.Equal(isRepeatable, new MistralRequest(method, "/v1/x").IsRepeatable);

    [Theory(Timeout = Limits.Test)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_delay_over_the_limit_is_an_error_at_once(int status)
    {
        using RawServer server = RawServer.Start(RawReply.Of(status, "{}", RawReply.JsonType, "Retry-After: 121"));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.SendAsync(TestClient.Get("/v1/x"), _progress, Cancellation).Within(Limits.Patience));

        Assert.Equal((status, 121), (e.StatusCode, e.RetryAfter!.Value.TotalSeconds));
        _ = Assert.Single(server.Requests);
        Assert.Empty(_progress.Retries);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(408)]
    [InlineData(425)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(520)]
    [InlineData(521)]
    [InlineData(522)]
    [InlineData(523)]
    [InlineData(524)]
    [InlineData(529)]
    public async Task A_temporary_failure_is_retried_with_the_same_bytes_up_to_the_retry_count(int status)
    {
        using RawServer server = RawServer.Start(RawReply.Of(status, """{"message":"Not now"}"""));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Chat.CompleteAsync(TestClient.Ask(), _progress, Cancellation));

        Assert.Equal((status, "Not now"), (e.StatusCode, e.Message));
        Assert.Equal(4, server.Requests.Count);
        Assert.True(server.Requests.All(request => request.Head == server.Requests[0].Head), "The heads differ.");
        Assert.All(server.Requests, request => Assert.Equal("""{"model":"mistral-small-latest","messages":[{"role":"user","content":"Which is the capital of France?"}]}""", request.BodyText));
        Assert.Equal([1, 2, 3], _progress.Retries.Select(r => r.Retry));
        Assert.All(_progress.Retries, r => Assert.Equal(("POST /v1/chat/completions", "Not now", 3), (r.Operation, r.Reason, r.MaximumRetryCount)));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_successful_retry_is_visible_only_in_its_events()
    {
        using RawServer server = RawServer.Start(RawReply.Of(500, ""), RawReply.CutBeforeHeaders, RawReply.Json(TestClient.ChatReply));
        using MistralClient client = TestClient.For(server.BaseUri);

        ChatCompletion reply = await client.Chat.CompleteAsync(TestClient.Ask(), _progress, Cancellation);

        Assert.Equal("Paris", reply.Choices[0].Message!.Content);
        Assert.Equal(
            [typeof(TransportEvent.Answered), typeof(TransportEvent.Retrying), typeof(TransportEvent.Retrying), typeof(TransportEvent.Answered)],
            _progress.Events.Select(e => e.GetType()));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("retry-after-ms: 40", 40)]
    [InlineData("retry-after-ms: 39.2", 40)]
    [InlineData("retry-after-ms: soon", null)]
    [InlineData("retry-after-ms: 1e99", null)]
    [InlineData("retry-after-ms: 1e400", null)]
    [InlineData("retry-after-ms: 99999999999999", null)]
    [InlineData("retry-after-ms: -40", null)]
    [InlineData("retry-after-ms: NaN", null)]
    [InlineData("retry-after-ms: Infinity", null)]
    [InlineData("retry-after-ms: -Infinity", null)]
    public async Task A_delay_in_milliseconds_is_used(string header, int? milliseconds)
    {
        using RawServer server = RawServer.Start(RawReply.Of(503, "{}", RawReply.JsonType, header), RawReply.Json(TestClient.ChatReply));
        using MistralClient client = TestClient.For(server.BaseUri);

        _ = await client.Chat.CompleteAsync(TestClient.Ask(), _progress, Cancellation);

        TimeSpan delay = Assert.Single(_progress.Retries).Delay;
        Assert.True(milliseconds is { } asked ? delay.TotalMilliseconds == asked : delay < TimeSpan.FromMilliseconds(2), $"It waited {delay}.");
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(408, 1)]
    [InlineData(425, 4)]
    [InlineData(529, 1)]
    public async Task A_request_that_is_not_idempotent_is_retried_when_it_was_not_processed(int status, int requests)
    {
        using RawServer server = RawServer.Start(RawReply.Of(status, "{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        _ = await Assert.ThrowsAsync<MistralApiException>(() => client.SendAsync(TestClient.Post("/v1/x", "{}", isRepeatable: false), _progress, Cancellation));

        Assert.Equal(requests, server.Requests.Count);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_delays_grow_up_to_their_limit()
    {
        using RawServer server = RawServer.Start(RawReply.Of(500, ""));
        RetryOptions retry = new() { MaximumRetryCount = 12, BaseDelay = TimeSpan.FromMilliseconds(1), MaximumDelay = TimeSpan.FromMilliseconds(16) };
        using MistralClient client = new(TestClient.Options(server.BaseUri, TestKey.New()) with { Retry = retry });

        _ = await Assert.ThrowsAsync<MistralApiException>(() => client.SendAsync(TestClient.Get("/v1/x"), _progress, Cancellation));

        Assert.Equal(12, _progress.Retries.Count);
        Assert.All(_progress.Retries, r => Assert.InRange(r.Delay.TotalMilliseconds, 0, Math.Min(16, Math.Pow(2, r.Retry - 1))));
        Assert.NotEqual(1, _progress.Retries.Select(r => r.Delay).Distinct().Count());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(409)]
    [InlineData(422)]
    [InlineData(501)]
    [InlineData(505)]
    [InlineData(525)]
    public async Task A_permanent_failure_is_not_retried(int status)
    {
        using RawServer server = RawServer.Start(RawReply.Of(status, "{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        _ = await Assert.ThrowsAsync<MistralApiException>(() => client.SendAsync(TestClient.Get("/v1/x"), _progress, Cancellation));

        _ = Assert.Single(server.Requests);
        Assert.Empty(_progress.Retries);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("x-ratelimit-limit-req-minute: 0")]
    [InlineData("x-ratelimit-limit-tokens-minute: 0")]
    public async Task A_rate_limit_of_zero_is_not_retried(string header)
    {
        using RawServer server = RawServer.Start(RawReply.Of(429, """{"message":"Rate limit exceeded"}""", RawReply.JsonType, header));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.SendAsync(TestClient.Get("/v1/x"), _progress, Cancellation));

        Assert.Equal(MistralErrorKind.RateLimited, e.Kind);
        Assert.StartsWith("Rate limit exceeded", e.Message, StringComparison.Ordinal);
        Assert.Contains("entitlement", e.Message);
        _ = Assert.Single(server.Requests);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task Without_retries_the_first_failure_is_final(int status)
    {
        using RawServer server = RawServer.Start(RawReply.Of(status, "{}"));
        using MistralClient client = new(TestClient.Options(server.BaseUri, TestKey.New()) with { Retry = TestClient.NoRetry });

        _ = await Assert.ThrowsAsync<MistralApiException>(() => client.SendAsync(TestClient.Get("/v1/x"), _progress, Cancellation));

        _ = Assert.Single(server.Requests);
        Assert.Empty(_progress.Retries);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_refused_connection_is_retried_once_with_any_retry_count(bool isRepeatable)
    {
        // Bound, so that no other process gets the port, but not listening.
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Uri nobody = new($"http://127.0.0.1:{((IPEndPoint)socket.LocalEndPoint!).Port}");
        using MistralClient client = TestClient.For(nobody);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.SendAsync(TestClient.Post("/v1/x", "{}", isRepeatable), _progress, Cancellation));

        Assert.Equal(MistralErrorKind.Connection, e.Kind);
        Assert.Null(e.StatusCode);
        Assert.Null(e.InnerException);
        Assert.Contains("127.0.0.1", e.Message);
        Assert.Equal([(1, 1)], _progress.Retries.Select(r => (r.Retry, r.MaximumRetryCount)));
    }

    public static TheoryData<string, bool> Breaks => new()
    {
        { "before headers", true },
        { "before headers", false },
        { "in the head", true },
        { "in the head", false },
        { "in the body", true },
        { "in the body", false },
    };

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Breaks))]
    public async Task A_broken_connection_is_retried_only_for_idempotent_requests(string where, bool isRepeatable)
    {
        using RawServer server = RawServer.Start(Break(where), RawReply.Json("""{"a":1}"""));
        using MistralClient client = TestClient.For(server.BaseUri);
        MistralRequest request = TestClient.Post("/v1/x", """{"name":"new"}""", isRepeatable);

        if (isRepeatable)
        {
            MistralResponse reply = await client.SendAsync(request, _progress, Cancellation);

            Assert.Equal(1, reply.ReadJson().GetProperty("a").GetInt32());
            Assert.Equal(2, server.Requests.Count);
            Assert.Equal(server.Requests[0].Body, server.Requests[1].Body);
            _ = Assert.Single(_progress.Retries);
        }
        else
        {
            MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.SendAsync(request, _progress, Cancellation));

            Assert.Equal(MistralErrorKind.Connection, e.Kind);
            _ = Assert.Single(server.Requests);
        }
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("POST", true)]
    [InlineData("POST", false)]
    [InlineData("DELETE", false)]
    public async Task A_create_request_on_a_reused_connection_is_not_repeated_by_the_framework(string method, bool hasBody)
    {
        using RawServer server = RawServer.Start(RawReply.Json("{}"), RawReply.CutBeforeHeaders, RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);
        _ = await client.SendAsync(TestClient.Get("/v1/warm"), cancellationToken: Cancellation);
        MistralRequest request = new(method, "/v1/x") { IsRepeatable = false, Body = hasBody ? RequestBody.Json("{}"u8.ToArray()) : null };

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.SendAsync(request, _progress, Cancellation));

        Assert.Equal(MistralErrorKind.Connection, e.Kind);
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task A_create_request_is_not_repeated_when_it_may_have_been_processed(int status)
    {
        using RawServer server = RawServer.Start(RawReply.Of(status, "{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        _ = await Assert.ThrowsAsync<MistralApiException>(() => client.SendAsync(TestClient.Post("/v1/x", "{}", isRepeatable: false), _progress, Cancellation));

        _ = Assert.Single(server.Requests);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_create_request_is_repeated_after_a_rate_limit()
    {
        using RawServer server = RawServer.Start(RawReply.Of(429, "{}"), RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        _ = await client.SendAsync(TestClient.Post("/v1/x", """{"name":"new"}""", isRepeatable: false), _progress, Cancellation);

        Assert.Equal(["""{"name":"new"}""", """{"name":"new"}"""], server.Requests.Select(r => r.BodyText));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_stream_is_retried_only_before_it_begins()
    {
        using RawServer server = RawServer.Start(
            RawReply.Of(503, "{}"),
            async exchange =>
            {
                await exchange.BeginEventsAsync();
                await exchange.SendAsync(Sse.Chunk("one"));
                exchange.Cut();
            },
            RawReply.Events(Sse.Chunk("again") + Sse.Done));
        using MistralClient client = TestClient.For(server.BaseUri);
        List<string> deltas = [];

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(async () =>
        {
            await foreach (ChatCompletionChunk chunk in client.Chat.StreamAsync(TestClient.Ask(), _progress, Cancellation))
            {
                deltas.Add(Sse.Text(chunk));
            }
        });

        Assert.Equal(MistralErrorKind.Connection, e.Kind);
        Assert.Equal(["one"], deltas);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public void The_reported_events_have_readable_texts()
    {
        TransportEvent.Retrying retrying = new("GET /v1/x", "The server failed.", 2, 3, TimeSpan.FromSeconds(1.25));
        TransportEvent.Answered answered = new("GET /v1/x", 200, TimeSpan.FromMilliseconds(12.3), "c-1", null);
        TransportEvent.KeyChanged changed = new("GET /v1/x", "the vault");

        Assert.Matches(@"^GET /v1/x: The server failed\. Retry 2 of 3 in 1\.[23] s\.$", retrying.ToString());
        Assert.Equal("GET /v1/x -> 200 in 12 ms (correlation id c-1)", answered.ToString());
        Assert.Equal("GET /v1/x: the key in the vault has changed; trying with the new one.", changed.ToString());
    }

    private static Func<RawExchange, Task> Break(string where) => where switch
    {
        "before headers" => RawReply.CutBeforeHeaders,
        "in the head" => async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Ty");
            exchange.Cut();
        },
        _ => RawReply.CutOff(200, """{"a":"""),
    };
}
