using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class TimeLimitTests : ClientTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromSeconds(3);

    [Fact(Timeout = Limits.Test)]
    public async Task The_idle_timeout_ends_the_wait_for_the_headers()
    {
        using RawServer server = RawServer.Start(RawReply.Silence);

        await AssertSilence(server, client => client.Chat.CompleteAsync(TestClient.Ask(), cancellationToken: Cancellation));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_idle_timeout_ends_the_read_of_a_body()
    {
        using RawServer server = RawServer.Start(RawReply.Stalled(200, """{"choices":"""));

        await AssertSilence(server, client => client.Chat.CompleteAsync(TestClient.Ask(), cancellationToken: Cancellation));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_idle_timeout_ends_the_read_of_a_stream()
    {
        using RawServer server = RawServer.Start(async exchange =>
        {
            await exchange.BeginEventsAsync();
            await exchange.SendAsync(Sse.Chunk("one"));
            await exchange.WaitForLeavingAsync();
        });

        await AssertSilence(server, async client =>
        {
            await foreach (ChatCompletionChunk chunk in client.Chat.StreamAsync(TestClient.Ask(), cancellationToken: Cancellation))
            {
                Assert.Equal("one", Sse.Text(chunk));
            }
        });
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_error_body_that_reaches_the_idle_timeout_keeps_its_status()
    {
        using RawServer server = RawServer.Start(RawReply.Stalled(404, """{"message":"""));
        using MistralClient client = CreateClient(server, s_short);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));

        Assert.Equal((MistralErrorKind.NotFound, (int?)404), (e.Kind, e.StatusCode));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_response_may_take_longer_than_the_idle_timeout_while_bytes_arrive()
    {
        TimeSpan limit = s_short;
        using RawServer server = RawServer.Start(async exchange =>
        {
            await exchange.BeginEventsAsync();
            for (int i = 0; i < 8; i++)
            {
                await Task.Delay(TimeSpan.FromSeconds(0.5), exchange.Stopping);
                await exchange.SendAsync(Sse.Chunk("x"));
            }

            await exchange.SendAsync(Sse.Done);
        });
        using MistralClient client = CreateClient(server, limit);
        Stopwatch watch = Stopwatch.StartNew();
        int count = 0;

        await foreach (ChatCompletionChunk _ in client.Chat.StreamAsync(TestClient.Ask(), cancellationToken: Cancellation))
        {
            count++;
        }

        Assert.Equal(8, count);
        Assert.True(watch.Elapsed > limit);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_upload_may_take_longer_than_the_idle_timeout_while_bytes_are_sent()
    {
        TimeSpan limit = s_short;
        using SlowReader server = new(pause: TimeSpan.FromSeconds(0.15));
        Stopwatch watch = Stopwatch.StartNew();

        await UploadAsync(server, limit);

        Assert.True(watch.Elapsed > limit);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_upload_that_the_server_does_not_read_ends_at_the_idle_timeout()
    {
        using SlowReader server = new(pause: Limits.Patience);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => UploadAsync(server, s_short));

        Assert.Equal(MistralErrorKind.Timeout, e.Kind);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_time_that_a_reader_takes_does_not_count()
    {
        TimeSpan limit = s_short;
        TimeSpan pause = TimeSpan.FromSeconds(0.3);
        using RawServer server = RawServer.Start(async exchange =>
        {
            await exchange.BeginEventsAsync();
            await exchange.SendAsync(Sse.Chunk("one"));
            await Task.Delay(pause, exchange.Stopping);
            await exchange.SendAsync(Sse.Chunk("two") + Sse.Done);
        });
        using MistralClient client = CreateClient(server, limit);
        string text = string.Empty;

        await foreach (ChatCompletionChunk chunk in client.Chat.StreamAsync(TestClient.Ask(), cancellationToken: Cancellation))
        {
            text += Sse.Text(chunk);
            await Task.Delay(limit + pause, Cancellation);
        }

        Assert.Equal("onetwo", text);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_timeout_applies_only_to_its_own_client()
    {
        using RawServer server = RawServer.Start(RawReply.Silence, async exchange =>
        {
            await Task.Delay(s_short + s_short, exchange.Stopping);
            await RawReply.Json("""{"data":[]}""")(exchange);
        });
        using MistralClient hasty = CreateClient(server, s_short);
        using MistralClient patient = CreateClient(server, Limits.Patience);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => hasty.Models.ListAsync(cancellationToken: Cancellation));
        await server.ClientLeft.Within(Limits.Patience);

        Assert.Equal(MistralErrorKind.Timeout, e.Kind);
        Assert.Empty(await patient.Models.ListAsync(cancellationToken: Cancellation));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_call_that_timed_out_does_not_affect_the_next()
    {
        using RawServer server = RawServer.Start(RawReply.Silence, RawReply.Stalled(200, "{"), RawReply.Json("""{"data":[]}"""));
        using MistralClient client = CreateClient(server, s_short);

        for (int i = 0; i < 2; i++)
        {
            MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => client.Models.ListAsync(cancellationToken: Cancellation));
            Assert.Equal(MistralErrorKind.Timeout, e.Kind);
        }

        Assert.Empty(await client.Models.ListAsync(cancellationToken: Cancellation));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_connection_attempt_ends_at_its_own_timeout_and_is_retried()
    {
#if !NET
        Assert.Skip("On .NET Framework connecting is part of the operation's limit.");
#endif
        using FullServer full = FullServer.Start();
        Assert.SkipUnless(full.IsFull, "This system takes every connection, however many wait already.");
        MistralClientOptions options = TestClient.Options(full.BaseUri, TestKey.New()) with
        {
            ConnectionTimeout = s_short,
            Retry = new RetryOptions { MaximumRetryCount = 1, BaseDelay = TimeSpan.FromMilliseconds(1) },
        };
        using MistralClient client = new(options);
        ProgressLog progress = new();

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(
            () => client.SendAsync(TestClient.Post("/v1/x", "{}", isRepeatable: false), progress, Cancellation));

        Assert.Equal(MistralErrorKind.Timeout, e.Kind);
        Assert.Contains("Connecting to 127.0.0.1", e.Message);
        Assert.Contains(" 3 seconds", e.Message);
        _ = Assert.Single(progress.Retries);
    }

    private static async Task UploadAsync(SlowReader server, TimeSpan limit)
    {
        string path = Path.GetTempFileName();
        try
        {
            using (FileStream file = File.OpenWrite(path))
            {
                file.SetLength(32 << 20);
            }

            FormBody form = new();
            form.AddFile("file", path);
            using MistralClient client = new(TestClient.Options(server.BaseUri, TestKey.New()) with { OperationTimeout = limit });
            _ = await client.SendAsync(new MistralRequest("POST", "/v1/files") { Body = form, IsRepeatable = false }, cancellationToken: Cancellation);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static async Task AssertSilence(RawServer server, Func<MistralClient, Task> call)
    {
        using MistralClient client = CreateClient(server, s_short);
        Stopwatch watch = Stopwatch.StartNew();

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => call(client));

        Assert.Equal(MistralErrorKind.Timeout, e.Kind);
        Assert.Contains(" 3 seconds", e.Message);
        Assert.Null(e.InnerException);
        Assert.InRange(watch.Elapsed, s_short - TimeSpan.FromMilliseconds(20), Limits.Patience);
        await server.ClientLeft.Within(Limits.Patience);

        // The request may have been processed, and it had the full time.
        _ = Assert.Single(server.Requests);
    }

    private static MistralClient CreateClient(RawServer server, TimeSpan limit) =>
        new(TestClient.Options(server.BaseUri, TestKey.New()) with { OperationTimeout = limit });
}
