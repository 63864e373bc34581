using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class CancellationTests : ClientTests, IDisposable
{
    private readonly CancellationTokenSource _leave = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    private readonly ProgressLog _progress = new();

    public void Dispose() => _leave.Dispose();

    [Fact(Timeout = Limits.Test)]
    public async Task A_cancelled_token_sends_nothing()
    {
        using RawServer server = RawServer.Start(RawReply.Json("{}"));
        using MistralClient client = TestClient.For(server.BaseUri);
        Leave();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.SendAsync(TestClient.Get("/v1/x"), _progress, _leave.Token));

        Assert.Empty(server.Requests);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Cancelling_ends_the_wait_for_the_headers_at_once()
    {
        using RawServer server = RawServer.Start(RawReply.Silence);
        using MistralClient client = TestClient.For(server.BaseUri);
        Task call = client.Chat.CompleteAsync(TestClient.Ask(), _progress, _leave.Token);
        await server.WaitForRequestAsync(Cancellation);

        await AssertEndsAtOnce(call, server);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Cancelling_ends_the_read_of_a_body_at_once()
    {
        using RawServer server = RawServer.Start(RawReply.Stalled(200, "{"));
        using MistralClient client = TestClient.For(server.BaseUri);
        Task call = client.Chat.CompleteAsync(TestClient.Ask(), _progress, _leave.Token);
        await _progress.FirstAnswer.Within(Limits.Patience);

        await AssertEndsAtOnce(call, server);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Cancelling_ends_the_read_of_an_error_body_at_once()
    {
        using RawServer server = RawServer.Start(RawReply.Stalled(500, "{"));
        using MistralClient client = TestClient.For(server.BaseUri);
        Task call = client.Chat.CompleteAsync(TestClient.Ask(), _progress, _leave.Token);
        await _progress.FirstAnswer.Within(Limits.Patience);

        await AssertEndsAtOnce(call, server);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Cancelling_ends_the_read_of_a_streaming_response_at_once()
    {
        using RawServer server = RawServer.Start(RawReply.Stalled(200, "12345"));
        using MistralClient client = TestClient.For(server.BaseUri);
        using StreamingResponse reply = await client.OpenAsync(TestClient.Get("/v1/x"), _progress, _leave.Token);
        byte[] bytes = new byte[100];

        Task call = ReadToEndAsync();

        await AssertEndsAtOnce(call, server);
        Assert.Equal(5, reply.Body.Position);

        async Task ReadToEndAsync()
        {
#if NET
            while (await reply.Body.ReadAsync(bytes.AsMemory(), CancellationToken.None) > 0)
#else
            while (await reply.Body.ReadAsync(bytes, 0, bytes.Length, CancellationToken.None) > 0)
#endif
            {
                if (reply.Body.Position == 5)
                {
                    continue;
                }
            }
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Cancelling_ends_a_stream_at_once()
    {
        using RawServer server = RawServer.Start(async exchange =>
        {
            await exchange.BeginEventsAsync();
            await exchange.SendAsync(Sse.Chunk("one"));
            await exchange.WaitForLeavingAsync();
        });
        using MistralClient client = TestClient.For(server.BaseUri);
        await using IAsyncEnumerator<ChatCompletionChunk> chunks = client.Chat.StreamAsync(TestClient.Ask(), _progress, _leave.Token).GetAsyncEnumerator(_leave.Token);
        Assert.True(await chunks.MoveNextAsync());

        await AssertEndsAtOnce(chunks.MoveNextAsync().AsTask(), server);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Cancelling_ends_the_pause_before_a_retry_at_once()
    {
        using RawServer server = RawServer.Start(RawReply.Of(503, "{}", RawReply.JsonType, "Retry-After: 100"));
        using MistralClient client = TestClient.For(server.BaseUri);
        Task call = client.Chat.CompleteAsync(TestClient.Ask(), _progress, _leave.Token);
        await _progress.FirstRetry.Within(Limits.Patience);

        await AssertEndsAtOnce(call);
        _ = Assert.Single(server.Requests);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Cancelling_ends_the_wait_for_a_rate_limit_at_once_for_all_waiting_requests()
    {
        using RawServer server = RawServer.Start(RawReply.Of(429, "{}", RawReply.JsonType, "Retry-After: 100"));
        using MistralClient client = TestClient.For(server.BaseUri);
        Task first = client.Chat.CompleteAsync(TestClient.Ask(), _progress, _leave.Token);
        await _progress.FirstRetry.Within(Limits.Patience);
        Task second = client.Models.ListAsync(cancellationToken: _leave.Token);

        await AssertEndsAtOnce(first);
        await AssertEndsAtOnce(second);
        _ = Assert.Single(server.Requests);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Cancelling_ends_a_connection_attempt_at_once()
    {
        using FullServer full = FullServer.Start();
        Assert.SkipUnless(full.IsFull, "This system takes every connection, however many wait already.");
        using MistralClient client = TestClient.For(full.BaseUri);
        Task call = client.Models.ListAsync(_progress, _leave.Token);

        await AssertEndsAtOnce(call);
        Assert.Empty(_progress.Events);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Cancelling_one_request_does_not_affect_others()
    {
        TaskCompletionSource<bool> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using RawServer server = RawServer.Start(RawReply.Silence, async exchange =>
        {
            _ = await answer.Task.Within(Limits.Patience);
            await RawReply.Json("""{"data":[]}""")(exchange);
        });
        using MistralClient client = TestClient.For(server.BaseUri);
        Task left = client.Models.ListAsync(_progress, _leave.Token);
        await server.WaitForRequestAsync(Cancellation);
        Task<IReadOnlyList<ModelCard>> kept = client.Models.ListAsync(cancellationToken: Cancellation);
        await server.WaitForRequestAsync(Cancellation);

        await AssertEndsAtOnce(left, server);
        answer.SetResult(true);

        Assert.Empty(await kept);
    }

    private void Leave()
    {
#pragma warning disable CA1849 // The asynchronous form is not there on .NET Framework.
        _leave.Cancel();
#pragma warning restore CA1849
    }

    private async Task AssertEndsAtOnce(Task call, RawServer? server = null)
    {
        Leave();

        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Within(Limits.Prompt));
        if (server is not null)
        {
            await server.ClientLeft.Within(Limits.Prompt);
        }
    }
}
