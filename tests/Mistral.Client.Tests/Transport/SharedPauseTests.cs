using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Transport;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class SharedPauseTests : ClientTests
{
    private static readonly TimeSpan s_almostOneSecond = TimeSpan.FromMilliseconds(950);

    [Fact(Timeout = Limits.Test)]
    public async Task While_one_request_waits_the_other_requests_of_its_client_wait()
    {
        using RawServer server = RawServer.Start(RawReply.Of(429, "{}", RawReply.JsonType, "Retry-After: 1"), RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);
        ProgressLog progress = new();
        Task first = client.SendAsync(TestClient.Get("/v1/first"), progress, Cancellation);
        await progress.FirstRetry.Within(Limits.Patience);

        Task[] others = [.. Enumerable.Range(0, 8).Select(_ => client.SendAsync(TestClient.Get("/v1/other"), cancellationToken: Cancellation))];
        await Task.WhenAll([first, .. others]).Within(Limits.Patience);

        Assert.Equal(10, server.Requests.Count);
        Assert.All(server.Requests.Skip(1), request => Assert.InRange(RawRequest.Between(server.Requests[0], request), s_almostOneSecond, Limits.Patience));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_wait_for_another_request_is_reported_once_and_not_to_the_refused_request()
    {
        using RawServer server = RawServer.Start(RawReply.Of(429, "{}", RawReply.JsonType, "Retry-After: 4"), RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);
        ProgressLog refused = new();
        Task first = client.SendAsync(TestClient.Get("/v1/first"), refused, Cancellation);
        await refused.FirstRetry.Within(Limits.Patience);

        ProgressLog waiting = new();
        await Task.WhenAll(first, client.SendAsync(TestClient.Get("/v1/other"), waiting, Cancellation)).Within(Limits.Patience);

        TransportEvent.Paused paused = Assert.Single(waiting.Events.OfType<TransportEvent.Paused>());
        Assert.InRange(paused.Delay, TimeSpan.Zero, TimeSpan.FromSeconds(4));
        Assert.Matches("^GET /v1/other: waits [0-4]\\.[0-9] s", paused.ToString());
        Assert.Empty(refused.Events.OfType<TransportEvent.Paused>());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Another_client_does_not_wait()
    {
        using RawServer server = RawServer.Start(RawReply.Of(429, "{}", RawReply.JsonType, "Retry-After: 3"), RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);
        using MistralClient another = TestClient.For(server.BaseUri);
        ProgressLog progress = new();
        Task first = client.SendAsync(TestClient.Get("/v1/first"), progress, Cancellation);
        await progress.FirstRetry.Within(Limits.Patience);

        _ = await another.SendAsync(TestClient.Get("/v1/other"), cancellationToken: Cancellation);
        await first.Within(Limits.Patience);

        Assert.Equal(["/v1/first", "/v1/other", "/v1/first"], server.Requests.Select(r => r.Target));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_failure_other_than_a_rate_limit_does_not_delay_other_requests()
    {
        using RawServer server = RawServer.Start(RawReply.Of(503, "{}", RawReply.JsonType, "Retry-After: 3"), RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);
        ProgressLog progress = new();
        Task first = client.SendAsync(TestClient.Get("/v1/first"), progress, Cancellation);
        await progress.FirstRetry.Within(Limits.Patience);

        _ = await client.SendAsync(TestClient.Get("/v1/other"), cancellationToken: Cancellation);
        await first.Within(Limits.Patience);

        Assert.Equal(["/v1/first", "/v1/other", "/v1/first"], server.Requests.Select(r => r.Target));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task No_more_requests_run_than_the_server_allows()
    {
        int remaining = 2;
        int running = 0;
        int most = 0;
        object counting = new();
        using SemaphoreSlim together = new(0);
        using RawServer server = RawServer.Start(async exchange =>
        {
            int now = Interlocked.Increment(ref running);
            lock (counting)
            {
                most = Math.Max(most, now);
            }

            if (exchange.Request.Target == "/v1/together")
            {
                // The server responds only after four requests have arrived.
                _ = now == 4 ? together.Release(4) : 0;
                Assert.True(await together.WaitAsync(Limits.Patience, exchange.Stopping));
            }
            else
            {
                await Task.Delay(20, exchange.Stopping);
            }

            _ = Interlocked.Decrement(ref running);
            await RawReply.Of(200, "{}", RawReply.JsonType, $"x-ratelimit-limit-req-minute: 60\r\nx-ratelimit-remaining-req-minute: {remaining}")(exchange);
        });
        using MistralClient client = TestClient.For(server.BaseUri);
        _ = await client.SendAsync(TestClient.Get("/v1/first"), cancellationToken: Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => client.SendAsync(TestClient.Get("/v1/other"), cancellationToken: Cancellation))).Within(Limits.Patience);
        Assert.Equal(2, most);

        remaining = 60;
        _ = await client.SendAsync(TestClient.Get("/v1/first"), cancellationToken: Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.SendAsync(TestClient.Get("/v1/together"), cancellationToken: Cancellation))).Within(Limits.Patience);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_limit_of_one_operation_does_not_delay_operations_without_it()
    {
        int running = 0;
        using SemaphoreSlim together = new(0);
        using RawServer server = RawServer.Start(async exchange =>
        {
            if (exchange.Request.Target == "/v1/limited")
            {
                await RawReply.Of(200, "{}", RawReply.JsonType, "x-ratelimit-limit-req-minute: 60\r\nx-ratelimit-remaining-req-minute: 0")(exchange);
                return;
            }

            if (exchange.Request.Target == "/v1/together")
            {
                // The server responds only after three requests have arrived.
                _ = Interlocked.Increment(ref running) == 3 ? together.Release(3) : 0;
                Assert.True(await together.WaitAsync(Limits.Patience, exchange.Stopping));
            }

            await RawReply.Json("{}")(exchange);
        });
        using MistralClient client = TestClient.For(server.BaseUri);
        _ = await client.SendAsync(TestClient.Get("/v1/limited"), cancellationToken: Cancellation);
        _ = await client.SendAsync(TestClient.Get("/v1/other"), cancellationToken: Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => client.SendAsync(TestClient.Get("/v1/together"), cancellationToken: Cancellation))).Within(Limits.Patience);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_request_that_is_cancelled_after_it_was_woken_wakes_the_next()
    {
        RateLimitGate gate = new();
        gate.SetRemaining(1);
        await gate.EnterAsync(tellPause: null, Cancellation);
        using CancellationTokenSource given = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        Task cancelled = gate.EnterAsync(tellPause: null, given.Token);
        Task next = gate.EnterAsync(tellPause: null, Cancellation);

        // The first of the two is woken during a pause and cancelled in it.
        gate.PauseFor(TimeSpan.FromSeconds(3));
        gate.Leave(isGood: true);
        await Task.Delay(50, Cancellation);
        given.Cancel();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await next.Within(Limits.Patience);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(8, 4)]
    [InlineData(5, 3)]
    [InlineData(1, 1)]
    public async Task After_a_pause_half_as_many_requests_run_in_parallel(int before, int after)
    {
        RateLimitGate gate = new();
        for (int i = 0; i < before; i++)
        {
            await gate.EnterAsync(tellPause: null, Cancellation);
        }

        gate.PauseFor(TimeSpan.FromMilliseconds(1));
        for (int i = 0; i < before; i++)
        {
            gate.Leave(isGood: false);
        }

        for (int i = 0; i < after; i++)
        {
            await gate.EnterAsync(tellPause: null, Cancellation).Within(Limits.Patience);
        }

        Task next = gate.EnterAsync(tellPause: null, Cancellation);
        Assert.False(next.IsCompleted);

        gate.Leave(isGood: false);
        await next.Within(Limits.Patience);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task After_a_successful_round_one_more_request_runs_in_parallel()
    {
        RateLimitGate gate = new();
        for (int i = 0; i < 4; i++)
        {
            await gate.EnterAsync(tellPause: null, Cancellation);
        }

        gate.PauseFor(TimeSpan.FromMilliseconds(1));
        gate.Leave(isGood: false);
        gate.Leave(isGood: false);
        gate.Leave(isGood: true);
        gate.Leave(isGood: true);

        for (int i = 0; i < 3; i++)
        {
            await gate.EnterAsync(tellPause: null, Cancellation).Within(Limits.Patience);
        }

        Assert.False(gate.EnterAsync(tellPause: null, Cancellation).IsCompleted);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Many_requests_that_reach_a_limit_all_succeed()
    {
        // Every third request is refused.
        int count = 0;
        using RawServer server = RawServer.Start(exchange =>
            Interlocked.Increment(ref count) % 3 == 0
                ? RawReply.Of(429, "{}", RawReply.JsonType, "Retry-After: 0")(exchange)
                : RawReply.Json($$"""{"path":"{{exchange.Request.Target}}"}""")(exchange));
        MistralClientOptions options = TestClient.Options(server.BaseUri, TestKey.New()) with { Retry = TestClient.QuickRetry with { MaximumRetryCount = 100 } };
        using MistralClient client = new(options);

        MistralResponse[] replies = await Task.WhenAll(Enumerable.Range(0, 64).Select(i => client.SendAsync(TestClient.Get("/v1/" + i), cancellationToken: Cancellation))).Within(Limits.Patience);

        Assert.Equal(Enumerable.Range(0, 64).Select(i => "/v1/" + i), replies.Select(r => r.ReadJson().GetProperty("path").GetString()));
    }
}
