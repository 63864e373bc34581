using System;
using System.Collections.Generic;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class RequestTests : ClientTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task A_get_sends_its_request_line_and_the_key_without_a_body()
    {
        string key = TestKey.New();
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri, key);

        _ = await client.SendAsync(TestClient.Get("/v1/models"), cancellationToken: Cancellation);

        RawRequest sent = Assert.Single(server.Requests);
        Assert.Equal("GET /v1/models HTTP/1.1", sent.Line);
        AssertKey(key, sent);
        Assert.Equal("application/json", sent.Header("Accept"));
        Assert.Equal(server.BaseUri.Authority, sent.Header("Host"));
        Assert.Empty(sent.Body);
        Assert.Null(sent.Header("Content-Type"));
        Assert.Null(sent.Header("Cookie"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_post_sends_its_bytes_unchanged()
    {
        const string Body = """{ "text" : "größer — 😀 </>&'" }""";
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        _ = await client.SendAsync(TestClient.Post("/v1/any", Body), cancellationToken: Cancellation);

        RawRequest sent = Assert.Single(server.Requests);
        Assert.Equal("POST /v1/any HTTP/1.1", sent.Line);
        Assert.Equal(Encoding.UTF8.GetBytes(Body), sent.Body);
        Assert.Equal("application/json", sent.Header("Content-Type"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_post_sends_its_body_without_Expect_100_continue()
    {
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        _ = await client.SendAsync(TestClient.Post("/v1/any", "{}"), cancellationToken: Cancellation);

        Assert.Null(Assert.Single(server.Requests).Header("Expect"));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("get", "GET")]
    [InlineData("PATCH", "PATCH")]
    [InlineData("Delete", "DELETE")]
    [InlineData("PUT", "PUT")]
    public async Task A_method_is_sent_in_upper_case(string given, string expected)
    {
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        _ = await client.SendAsync(new MistralRequest(given, "/v1/x"), cancellationToken: Cancellation);

        Assert.Equal(expected, Assert.Single(server.Requests).Method);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_user_agent_has_the_name_and_the_version_of_the_client()
    {
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        _ = await client.SendAsync(TestClient.Get("/v1/x"), cancellationToken: Cancellation);

        string version = typeof(MistralClient).Assembly.GetName().Version!.ToString(3);
        Assert.Equal("mistral-powershell/" + version, Assert.Single(server.Requests).Header("User-Agent"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Extra_headers_are_sent_and_do_not_replace_the_key()
    {
        string key = TestKey.New();
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        MistralClientOptions options = TestClient.Options(server.BaseUri, key) with
        {
            Headers = new Dictionary<string, string> { ["X-Tenant"] = "blue", ["Authorization"] = "Bearer another" },
            UserAgent = "a-script/2.0 (test)",
        };
        using MistralClient client = new(options);

        _ = await client.SendAsync(TestClient.Get("/v1/x"), cancellationToken: Cancellation);

        RawRequest sent = Assert.Single(server.Requests);
        Assert.Equal("blue", sent.Header("X-Tenant"));
        Assert.Equal("a-script/2.0 (test)", sent.Header("User-Agent"));
        AssertKey(key, sent);
    }

    [Theory]
    [InlineData("X-Tenant", "secret\r\nX-Injected: yes")]
    [InlineData("X-Tenant", "secret\nX-Injected: yes")]
    [InlineData("X-Tenant", "secret\0")]
    [InlineData("X-Tenant: a\r\nX-Injected", "secret")]
    [InlineData("X Tenant", "secret")]
    [InlineData("", "secret")]
    public void An_extra_header_with_a_line_break_is_refused(string name, string value)
    {
        MistralClientOptions options = new() { KeySource = NoKeySource.Instance, Headers = new Dictionary<string, string> { [name] = value } };

        MistralApiException e = Assert.Throws<MistralApiException>(() => new MistralClient(options));

        Assert.Equal(MistralErrorKind.InvalidArgument, e.Kind);
        Assert.Null(SecretSearch.Find(e, "secret"));
    }

    [Fact]
    public void A_user_agent_with_a_line_break_is_refused()
    {
        MistralClientOptions options = new() { KeySource = NoKeySource.Instance, UserAgent = "a\r\nX-Injected: yes" };

        Assert.Equal(MistralErrorKind.InvalidArgument, Assert.Throws<MistralApiException>(() => new MistralClient(options)).Kind);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_query_is_encoded_and_keeps_its_order_and_duplicates()
    {
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        _ = await client.SendAsync(
            TestClient.Get("/v1/x", ("b", "a b&c=d+e/f?g#h%"), ("a", "größe"), ("b", "2"), ("empty", ""), ("na me", "~")), cancellationToken: Cancellation);

        Assert.Equal(
            "/v1/x?b=a%20b%26c%3Dd%2Be%2Ff%3Fg%23h%25&a=gr%C3%B6%C3%9Fe&b=2&empty=&na%20me=~",
            Assert.Single(server.Requests).Target);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_query_in_the_path_is_extended_and_is_not_part_of_the_operation_name()
    {
        ProgressLog progress = new();
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        _ = await client.SendAsync(TestClient.Get("/v1/x?a=1", ("b", "2")), progress, Cancellation);

        Assert.Equal("/v1/x?a=1&b=2", Assert.Single(server.Requests).Target);
        Assert.Equal("GET /v1/x", Assert.Single(progress.Events).Operation);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_path_segment_is_encoded_completely()
    {
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        _ = await client.SendAsync(TestClient.Get("/v1/models/" + MistralRequest.EscapeSegment("ft:a/../b c?d#é")), cancellationToken: Cancellation);

        // An encoded colon is equivalent, and Mono does not encode it.
        Assert.Equal("/v1/models/ft%3Aa%2F..%2Fb%20c%3Fd%23%C3%A9", Assert.Single(server.Requests).Target.Replace(":", "%3A"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    public void A_path_segment_that_would_change_the_path_is_refused(string segment)
    {
        MistralApiException e = Assert.Throws<MistralApiException>(() => MistralRequest.EscapeSegment(segment));

        Assert.Equal(MistralErrorKind.InvalidArgument, e.Kind);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("")]
    [InlineData("v1/models")]
    [InlineData("//evil.example/v1")]
    [InlineData("https://evil.example/v1")]
    [InlineData("/..")]
    [InlineData("/../admin")]
    [InlineData("/v1/../../admin")]
    [InlineData("/v1/./models")]
    [InlineData("/v1/%2e%2E/admin")]
    [InlineData("/v1/.%2e")]
    [InlineData("/\\evil.example/v1")]
    [InlineData("/v1\\..\\admin")]
    [InlineData("/v1/models#part")]
    public async Task A_path_outside_the_base_address_is_refused_before_anything_is_sent(string path)
    {
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = TestClient.For(new Uri(server.BaseUri, "/gateway"));

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(async () => _ = await client.SendAsync(TestClient.Get(path), cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.InvalidArgument, e.Kind);
        Assert.Equal(0, server.Connections);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("/v1/a..b/...")]
    [InlineData("/v1/a.b?next=../c\\d")]
    public async Task Other_dots_in_a_path_are_kept(string path)
    {
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        _ = await client.SendAsync(TestClient.Get(path), cancellationToken: Cancellation);

        Assert.Equal(path, Assert.Single(server.Requests).Target.Replace("%5C", "\\"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Sequential_requests_share_a_connection()
    {
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        for (int i = 0; i < 3; i++)
        {
            _ = await client.SendAsync(TestClient.Post("/v1/x", "{}"), cancellationToken: Cancellation);
        }

        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(1, server.Connections);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Parallel_requests_do_not_wait_for_each_other()
    {
        const int Count = 16;
        TaskCompletionSource<bool> all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int arrived = 0;
        using RawServer server = RawServer.Start(async exchange =>
        {
            if (System.Threading.Interlocked.Increment(ref arrived) == Count)
            {
                _ = all.TrySetResult(true);
            }

            // The server responds only after all requests have arrived.
            _ = await all.Task.Within(Limits.Patience);
            await RawReply.Json("{}")(exchange);
        });
        using MistralClient client = TestClient.For(server.BaseUri);

        Task<MistralResponse>[] replies = new Task<MistralResponse>[Count];
        for (int i = 0; i < Count; i++)
        {
            replies[i] = client.SendAsync(TestClient.Get("/v1/x"), cancellationToken: Cancellation);
        }

        _ = await Task.WhenAll(replies).Within(Limits.Patience);
        Assert.Equal(Count, server.Requests.Count);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_response_has_its_body_and_the_values_of_its_headers()
    {
        using RawServer server = RawServer.Start(RawReply.Of(
            201,
            """{"a":[1]}""",
            "application/json; charset=utf-8",
            "mistral-correlation-id: c-1",
            "x-ratelimit-limit-req-minute: 60",
            "x-ratelimit-remaining-req-minute: 59",
            "x-ratelimit-limit-tokens-minute: 5000",
            "x-ratelimit-remaining-tokens-minute: 4000",
            "x-model-deprecation-timestamp: 2026-12-31T12:00:00Z",
            "Retry-After: 7"));
        using MistralClient client = TestClient.For(server.BaseUri);
        ProgressLog progress = new();

        MistralResponse reply = await client.SendAsync(TestClient.Get("/v1/x"), progress, Cancellation);

        Assert.Equal("""{"a":[1]}""", Encoding.UTF8.GetString(reply.Body.ToArray()));
        Assert.Equal(1, reply.ReadJson().GetProperty("a")[0].GetInt32());
        Assert.Equal(201, reply.Metadata.StatusCode);
        Assert.Equal("application/json", reply.Metadata.ContentType);
        Assert.Equal("c-1", reply.Metadata.CorrelationId);
        Assert.Equal("2026-12-31T12:00:00Z", reply.Metadata.ModelDeprecation);
        Assert.Equal(TimeSpan.FromSeconds(7), reply.Metadata.RetryAfter);
        Assert.Equal(new RateLimitInfo { RequestLimit = 60, RequestRemaining = 59, TokenLimit = 5000, TokenRemaining = 4000 }, reply.Metadata.RateLimit);
        TransportEvent.Answered answered = Assert.IsType<TransportEvent.Answered>(Assert.Single(progress.Events));
        Assert.Equal(("GET /v1/x", 201, "c-1", "2026-12-31T12:00:00Z"), (answered.Operation, answered.StatusCode, answered.CorrelationId, answered.ModelDeprecation));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Alternative_header_names_are_read()
    {
        using RawServer server = RawServer.Start(RawReply.Of(
            200,
            "{}",
            RawReply.JsonType,
            "x-kong-request-id: k-1",
            "x-ratelimit-remaining: 5",
            "x-ratelimitbysize-limit-minute: 500",
            "x-ratelimitbysize-remaining-minute: 400"));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralResponse reply = await client.SendAsync(TestClient.Get("/v1/x"), cancellationToken: Cancellation);

        Assert.Equal("k-1", reply.Metadata.CorrelationId);
        Assert.Equal(new RateLimitInfo { RequestRemaining = 5, TokenLimit = 500, TokenRemaining = 400 }, reply.Metadata.RateLimit);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_closed_client_sends_nothing()
    {
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        MistralClient client = TestClient.For(server.BaseUri);
        client.Dispose();

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.SendAsync(TestClient.Get("/v1/x"), cancellationToken: Cancellation));

        Assert.Equal(MistralErrorKind.Closed, e.Kind);
        Assert.Equal(0, server.Connections);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Disposing_a_client_ends_its_request_with_an_error()
    {
        using RawServer server = RawServer.Start(RawReply.Silence);
        MistralClient client = TestClient.For(server.BaseUri);
        Task<MistralResponse> reply = client.SendAsync(TestClient.Get("/v1/x"), cancellationToken: Cancellation);
        await server.WaitForRequestAsync(Cancellation);

        client.Dispose();

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => reply.Within(Limits.Prompt));
        Assert.Equal(MistralErrorKind.Closed, e.Kind);
        _ = Assert.Single(server.Requests);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Disposing_a_client_during_a_retry_pause_ends_the_request_without_a_retry()
    {
        using RawServer server = RawServer.Start(RawReply.Of(429, "{}", RawReply.JsonType, "Retry-After: 1"));
        MistralClient client = TestClient.For(server.BaseUri);
        ProgressLog progress = new();
        Task<MistralResponse> reply = client.SendAsync(TestClient.Get("/v1/x"), progress, Cancellation);
        await progress.FirstRetry.Within(Limits.Patience);

        client.Dispose();

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => reply.Within(Limits.Patience));
        Assert.Equal(MistralErrorKind.Closed, e.Kind);
        _ = Assert.Single(server.Requests);
    }
}
