using System;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Mistral.Client.Chat;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>Media in a request: base64 in their place, whatever stands around them.</summary>
public sealed class MediaTests : ClientTests
{
    [Theory(Timeout = Limits.Test)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData((48 * 1024) - 1)]
    [InlineData(48 * 1024)]
    [InlineData((48 * 1024) + 1)]
    [InlineData(1_000_003)]
    public async Task Bytes_become_base64(int length)
    {
        byte[] bytes = [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31))];

        RawRequest sent = await SendAsync(ContentChunk.OfData("image_url", new MediaData(bytes, "image/png")));

        Assert.Equal(
            """{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":"data:image/png;base64,""" + Convert.ToBase64String(bytes) + "\"}]}]}",
            sent.BodyText);
        Assert.Equal(sent.Body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture), sent.Header("Content-Length"));
        Assert.Equal("application/json", sent.Header("Content-Type"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Many_media_keep_their_places()
    {
        ContentChunk[] chunks = [.. Enumerable.Range(0, 25).SelectMany(i => new[]
        {
            ContentChunk.OfText($"media-{i}. größe"),
            ContentChunk.OfData("document_url", new MediaData(Encoding.UTF8.GetBytes($"file {i}"), "text/plain"), $"ü{i}.txt"),
        }), ContentChunk.OfData("input_audio", new MediaData(new byte[] { 1 }, mediaType: null)), ContentChunk.OfUri("image_url", "https://example.com/a.png")];

        using JsonDocument body = JsonDocument.Parse((await SendAsync(chunks)).Body);

        JsonElement[] sent = [.. body.RootElement.GetProperty("messages")[0].GetProperty("content").EnumerateArray()];
        for (int i = 0; i < 25; i++)
        {
            Assert.Equal($"media-{i}. größe", sent[2 * i].GetProperty("text").GetString());
            Assert.Equal("data:text/plain;base64," + Convert.ToBase64String(Encoding.UTF8.GetBytes($"file {i}")), sent[(2 * i) + 1].GetProperty("document_url").GetString());
            Assert.Equal($"ü{i}.txt", sent[(2 * i) + 1].GetProperty("document_name").GetString());
        }

        Assert.Equal("AQ==", sent[50].GetProperty("input_audio").GetString());
        Assert.Equal("https://example.com/a.png", sent[51].GetProperty("image_url").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_retry_sends_the_same()
    {
        using RawServer server = RawServer.Start(RawReply.Of(503, "{}"), RawReply.Json(TestClient.ChatReply));
        using MistralClient client = TestClient.For(server.BaseUri);
        _ = await client.Chat.CompleteAsync(Ask(ContentChunk.OfData("image_url", new MediaData(new byte[] { 1, 2, 3 }, "image/png"))), cancellationToken: Cancellation);

        Assert.Equal(server.Requests[0].BodyText, server.Requests[1].BodyText);
    }

    private static ChatCompletionRequest Ask(params ContentChunk[] chunks) =>
        new() { Model = "m", Messages = [new ChatMessage { Role = "user", Content = chunks }] };

    private static async Task<RawRequest> SendAsync(params ContentChunk[] chunks)
    {
        using RawServer server = RawServer.Start(RawReply.Json(TestClient.ChatReply));
        using MistralClient client = TestClient.For(server.BaseUri);
        _ = await client.Chat.CompleteAsync(Ask(chunks), cancellationToken: Cancellation);
        return Assert.Single(server.Requests);
    }
}
