using System;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>No server can fill the memory with one event of a stream.</summary>
public sealed class EventBoundTests : ClientTests
{
    private static readonly byte[] s_line = Encoding.ASCII.GetBytes("data: " + new string('x', 60_000) + "\n");

    public static TheoryData<string, string> Endless => new()
    {
        { "a line", new string('x', 64_000) },
        { "a line of a comment", ": " + new string('x', 64_000) },
        { "lines of data", "data: " + new string('x', 64_000) + "\n" },
        { "lines of data that end with CR LF", "data: " + new string('x', 6_400) + "\r\n" },
        { "fields without data", "id: 1\nevent: x\n" },
    };

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Endless))]
    public async Task An_event_over_the_size_limit_is_an_error(string what, string unit)
    {
        Assert.NotEmpty(what);
        byte[] part = Encoding.ASCII.GetBytes(new StringBuilder().Insert(0, unit, Math.Max(1, 64_000 / unit.Length)).ToString());
        long sent = 0;
        using RawServer server = RawServer.Start(async exchange =>
        {
            await exchange.BeginEventsAsync();
            await exchange.SendAsync(Sse.Chunk("one") + "data: ");
            while (sent < 256 << 20)
            {
                await exchange.SendAsync(part);
                sent += part.Length;
            }
        });

        await AssertBoundAsync(server);

        Assert.InRange(sent, 1 << 20, 64 << 20);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_size_limit_applies_to_the_decompressed_event(bool isOneLine)
    {
        StringBuilder events = new("data: ");
        _ = isOneLine ? events.Append('x', 32 << 20) : events.Insert(0, Encoding.ASCII.GetString(s_line), 512);
        byte[] packed = Gzip.Compress(Sse.Chunk("one") + events + "\n\n" + Sse.Done);
        Assert.InRange(packed.Length, 1, 1 << 20);
        using RawServer server = RawServer.Start(RawReply.Of(200, packed, "text/event-stream", "Content-Encoding: gzip"));

        await AssertBoundAsync(server);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_number_of_short_events_is_not_limited()
    {
        string lineEnds = new StringBuilder().Insert(0, ": " + new string('x', 60_000) + "\n\n: y\r\n\r\n: z\r\r", 300).ToString();
        using RawServer server = RawServer.Start(RawReply.Events(lineEnds + Sse.Chunk("one") + Sse.Done));
        using MistralClient client = TestClient.For(server.BaseUri);
        int count = 0;

        await foreach (ChatCompletionChunk _ in client.Chat.StreamAsync(TestClient.Ask(), cancellationToken: Cancellation))
        {
            count++;
        }

        Assert.Equal(1, count);
    }

    private static async Task AssertBoundAsync(RawServer server)
    {
        using MistralClient client = TestClient.For(server.BaseUri);
        int count = 0;

        async Task ReadAsync()
        {
            await foreach (ChatCompletionChunk _ in client.Chat.StreamAsync(TestClient.Ask(), cancellationToken: Cancellation))
            {
                count++;
            }
        }

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => ReadAsync().Within(Limits.Work));

        Assert.Equal((MistralErrorKind.ResponseTooLarge, (int?)200, "POST /v1/chat/completions"), (e.Kind, e.StatusCode, e.Operation));
        Assert.Contains("8 MiB", e.Message);
        Assert.Equal(1, count);
    }
}
