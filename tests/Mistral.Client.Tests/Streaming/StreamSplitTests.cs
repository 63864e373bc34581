using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>However a network cuts a stream into pieces, the same comes out.</summary>
public sealed class StreamSplitTests : ClientTests
{
    private const string Text = "é€😀ß";

    [Theory(Timeout = Limits.Test)]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task A_stream_can_be_split_at_any_byte(string lineEnd)
    {
        byte[] first = Encoding.UTF8.GetBytes($"data: {Sse.Data("first")}{lineEnd}{lineEnd}");
        byte[] second = Encoding.UTF8.GetBytes($"data: {Sse.Data(Text)}{lineEnd}{lineEnd}");
        byte[] end = Encoding.UTF8.GetBytes($"data: [DONE]{lineEnd}{lineEnd}");
        byte[] whole = [.. first, .. second, .. end];
        int split = 0;
        using SemaphoreSlim firstIsRead = new(0);
        using RawServer server = RawServer.Start(async exchange =>
        {
            // The rest is sent after the first event, and with it the first part, was read.
            await exchange.SendAsync(Head(whole.Length));
            await exchange.SendAsync(whole, 0, split);
            Assert.True(await firstIsRead.WaitAsync(Limits.Patience, exchange.Stopping));
            await exchange.SendAsync(whole, split, whole.Length - split);
        });
        using MistralClient client = TestClient.For(server.BaseUri);

        for (split = first.Length; split <= first.Length + second.Length; split++)
        {
            List<string> deltas = [];
            await foreach (ChatCompletionChunk chunk in client.Chat.StreamAsync(TestClient.Ask(), cancellationToken: Cancellation))
            {
                deltas.Add(Sse.Text(chunk));
                if (deltas.Count == 1)
                {
                    _ = firstIsRead.Release();
                }
            }

            Assert.Equal(["first", Text], deltas);
        }
    }

    [Fact(Timeout = 2 * Limits.Test)]
    public async Task Random_splits_of_a_stream_give_the_same_events()
    {
#if NET
        const int Ways = 1000;
#else
        const int Ways = 200;
#endif
        string[] texts = ["Größe", " ", "😀😀", "\"quoted\" \\ \n", "日本語", "", "e\u0301", "[DONE]", "data: x", "end"];
        byte[][] events = [.. texts.Select((text, i) => Encoding.UTF8.GetBytes((i % 3 == 1 ? ": keepalive\n\n" : string.Empty) + Sse.Chunk(text)))];
        byte[] whole = [.. events.SelectMany(e => e), .. Encoding.UTF8.GetBytes(Sse.Done)];
        int[] ends = [.. events.Select((_, i) => events.Take(i + 1).Sum(e => e.Length))];

#pragma warning disable CA5394 // Not for secrets: the same splits in each run.
        Random random = new(20260801);
        int[][] ways = [.. Enumerable.Range(0, Ways).Select(_ => Enumerable.Range(0, random.Next(1, 12)).Select(_ => random.Next(1, whole.Length)).Distinct().OrderBy(at => at).ToArray())];
#pragma warning restore CA5394

        int way = 0;
        int read = 0;
        using SemaphoreSlim oneMore = new(0);
        using RawServer server = RawServer.Start(async exchange =>
        {
            await exchange.SendAsync(Head(whole.Length));
            int from = 0;
            foreach (int to in ways[way])
            {
                await exchange.SendAsync(whole, from, to - from);
                from = to;

                // A complete event must be read before more data arrives, so the reader saw the end of this piece.
                while (Volatile.Read(ref read) < ends.Count(end => end <= to))
                {
                    Assert.True(await oneMore.WaitAsync(Limits.Patience, exchange.Stopping));
                }
            }

            await exchange.SendAsync(whole, from, whole.Length - from);
        });
        using MistralClient client = TestClient.For(server.BaseUri);

        for (way = 0; way < Ways; way++)
        {
            List<string> deltas = [];
            Volatile.Write(ref read, 0);
            await foreach (ChatCompletionChunk chunk in client.Chat.StreamAsync(TestClient.Ask(), cancellationToken: Cancellation))
            {
                deltas.Add(Sse.Text(chunk));
                _ = Interlocked.Increment(ref read);
                _ = oneMore.Release();
            }

            Assert.True(texts.SequenceEqual(deltas), $"Split at {string.Join(", ", ways[way])}.");
        }

        Assert.Equal(Ways, server.Requests.Count);
    }

    private static string Head(int length) => $"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: {length}\r\n\r\n";
}
