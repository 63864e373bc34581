using System;
using System.Collections.Generic;
using System.Text;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>What a stream of events may look like.</summary>
public sealed class EventStreamTests : ClientTests
{
    private static readonly string s_one = Sse.Data("one");
    private static readonly string s_two = Sse.Data("two");
    private static readonly string s_end = Sse.Data("", "stop");

    public static TheoryData<string, string> Streams => new()
    {
        { "LF", $"data: {s_one}\n\ndata: {s_two}\n\ndata: [DONE]\n\n" },
        { "CRLF", $"data: {s_one}\r\n\r\ndata: {s_two}\r\n\r\ndata: [DONE]\r\n\r\n" },
        { "CR", $"data: {s_one}\r\rdata: {s_two}\r\rdata: [DONE]\r\r" },
        { "mixed line ends", $"data: {s_one}\r\n\ndata: {s_two}\r\r\ndata: [DONE]\n\r" },
        { "byte order mark", $"\ufeffdata: {s_one}\n\ndata: {s_two}\n\ndata: [DONE]\n\n" },
        { "comments", $": keepalive\n\n:\ndata: {s_one}\n: between\n\n: alone\n\n\n\ndata: {s_two}\n\ndata: [DONE]\n\n" },
        { "no blank after the colon", $"data:{s_one}\n\ndata:{s_two}\n\ndata:[DONE]\n\n" },
        { "several lines of data", $"data: {s_one.Replace(",", ",\ndata: ")}\n\ndata: {s_two.Replace(",", ",\ndata:")}\n\ndata: [DONE]\n\n" },
        { "other fields", $"id: 1\nretry: 3000\nevent: message\ndata: {s_one}\n\nunknown: x\ndata: {s_two}\nid\n\nevent: end\ndata: [DONE]\n\n" },
        { "events without data", $"event: ping\n\nid: 5\n\ndata: {s_one}\n\nretry: 1\n\ndata: {s_two}\n\ndata: [DONE]\n\n" },
        { "padding and unknown members", $"data: {Padded(s_one)}\n\ndata: {Padded(s_two)}\n\ndata: [DONE]\n\n" },
        { "text after the end", $"data: {s_one}\n\ndata: {s_two}\n\ndata: [DONE]\n\ndata: not JSON\n\n" },
        { "an end without the last line", $"data: {s_one}\n\ndata: {s_two}\n\ndata: {s_end}\n\ndata: [DONE]" },
        { "an end without its mark", $"data: {s_one}\n\ndata: {s_two}\n\ndata: {s_end}\n\n" },
    };

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Streams))]
    public async Task A_stream_is_read(string what, string stream)
    {
        Assert.NotEmpty(what);
        Assert.Equal("onetwo", string.Concat(await ReadAsync(RawReply.Events(stream))));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("text/event-stream; charset=utf-8")]
    [InlineData("Text/Event-Stream")]
    public async Task The_content_type_of_a_stream_may_have_parameters_and_capitals(string contentType) =>
        Assert.Equal(["one"], await ReadAsync(RawReply.Events(Sse.Chunk("one") + Sse.Done, contentType)));

    [Fact(Timeout = Limits.Test)]
    public async Task A_stream_request_accepts_event_streams()
    {
        using RawServer server = RawServer.Start(RawReply.Events(Sse.Chunk("one") + Sse.Done));
        using MistralClient client = TestClient.For(server.BaseUri);

        await foreach (ChatCompletionChunk _ in client.Chat.StreamAsync(TestClient.Ask("Hello"), cancellationToken: Cancellation))
        {
        }

        RawRequest sent = Assert.Single(server.Requests);
        Assert.Equal("text/event-stream", sent.Header("Accept"));
        Assert.Equal("""{"model":"mistral-small-latest","messages":[{"role":"user","content":"Hello"}],"stream":true}""", sent.BodyText);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_event_has_all_of_its_fields()
    {
        const string Event = """{"id":"c1","object":"chat.completion.chunk","created":17,"model":"m","p":"abc","usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7,"num_cached_tokens":0},"choices":[{"index":1,"delta":{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm"}],"closed":true},{"type":"text","text":"A"}],"tool_calls":[{"id":"call12345","type":"function","function":{"name":"f","arguments":"{}"},"index":2}]},"finish_reason":"a_newer_word"}]}""";
        List<ChatCompletionChunk> chunks = [];
        using RawServer server = RawServer.Start(RawReply.Events($"data: {Event}\n\n"));
        using MistralClient client = TestClient.For(server.BaseUri);

        await foreach (ChatCompletionChunk chunk in client.Chat.StreamAsync(TestClient.Ask(), cancellationToken: Cancellation))
        {
            chunks.Add(chunk);
        }

        ChatCompletionChunk read = Assert.Single(chunks);
        ChatChunkChoice choice = Assert.Single(read.Choices!);
        ToolCall call = Assert.Single(choice.Delta!.ToolCalls!);
        Assert.Equal(("c1", "m", 17L), (read.Id, read.Model, read.Created));
        Assert.Equal((3, 4, 7), (read.Usage!.PromptTokens, read.Usage.CompletionTokens, read.Usage.TotalTokens));
        Assert.Equal((1, "a_newer_word", "assistant"), (choice.Index, choice.FinishReason, choice.Delta.Role));
        Assert.Equal(["Hm", "A"], Array.ConvertAll(Assert.IsType<ContentChunk[]>(choice.Delta.Content), c => c.ToString()));
        Assert.Equal(("call12345", "function", 2, "f", "{}"), (call.Id, call.Type, call.Index, call.Function.Name, call.Function.Arguments));
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("")]
    [InlineData(": keepalive\n\n")]
    [InlineData("HALF")]
    public async Task An_end_without_DONE_or_a_finish_reason_is_a_broken_connection(string rest)
    {
        string stream = Sse.Chunk("one") + (rest == "HALF" ? Sse.Chunk("two").Substring(0, 40) : rest);
        List<string> deltas = [];

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => ReadAsync(RawReply.Events(stream), deltas));

        Assert.Equal(MistralErrorKind.Connection, e.Kind);
        Assert.Equal(["one"], deltas);
        Assert.Equal("POST /v1/chat/completions", e.Operation);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_end_without_DONE_needs_a_finish_reason_for_each_choice(bool hasSecondEnded)
    {
        string second = Sse.Chunk("two", hasSecondEnded ? "stop" : null).Replace("\"index\":0", "\"index\":1");
        Task<List<string>> read = ReadAsync(RawReply.Events(second + Sse.Chunk("one", "stop")));

        if (hasSecondEnded)
        {
            Assert.Equal(["two", "one"], await read);
        }
        else
        {
            Assert.Equal(MistralErrorKind.Connection, (await Assert.ThrowsAsync<MistralApiException>(() => read)).Kind);
        }
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_empty_stream_is_a_broken_connection() =>
        Assert.Equal(MistralErrorKind.Connection, (await Assert.ThrowsAsync<MistralApiException>(() => ReadAsync(RawReply.Events("")))).Kind);

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"object":"error","message":"Overloaded","type":"server_error","code":"3505"}""", "Overloaded", "3505", "server_error")]
    [InlineData("""{"error":{"message":"Overloaded","code":3505}}""", "Overloaded", "3505", null)]
    [InlineData("""{"type":"error","message":"Overloaded"}""", "Overloaded", null, "error")]
    [InlineData("""{"choices":null,"message":"Overloaded"}""", "Overloaded", null, null)]
    [InlineData("""{"object":"error"}""", "The server ended the stream with an error.", null, null)]
    public async Task An_error_in_a_stream_ends_the_stream_with_its_message(string error, string message, string? code, string? type)
    {
        List<string> deltas = [];

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(
            () => ReadAsync(RawReply.Events(Sse.Chunk("one") + $"data: {error}\n\n" + Sse.Chunk("two") + Sse.Done), deltas));

        Assert.Equal((MistralErrorKind.ServerError, message, code, type), (e.Kind, e.Message, e.ErrorCode, e.ErrorType));
        Assert.Equal(["one"], deltas);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("not JSON")]
    [InlineData("""{"choices":[{"delta":""")]
    [InlineData("[]")]
    [InlineData("""{"choices":[null]}""")]
    [InlineData("""{"choices":[{"delta":{"content":5}}]}""")]
    public async Task An_invalid_event_ends_the_stream(string data)
    {
        List<string> deltas = [];

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => ReadAsync(RawReply.Events(Sse.Chunk("one") + $"data: {data}\n\n"), deltas));

        Assert.Equal((MistralErrorKind.InvalidResponse, (int?)200), (e.Kind, e.StatusCode));
        Assert.Equal(["one"], deltas);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("application/json", "application/json")]
    [InlineData("text/html", "text/html")]
    [InlineData(null, "no content type")]
    public async Task Another_content_type_is_an_error(string? contentType, string named)
    {
        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => ReadAsync(RawReply.Of(200, TestClient.ChatReply, contentType)));

        Assert.Equal(MistralErrorKind.InvalidResponse, e.Kind);
        Assert.Contains(named, e.Message);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_error_before_the_stream_is_the_usual_error()
    {
        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => ReadAsync(RawReply.Of(422, """{"detail":[{"loc":["body","x"],"msg":"No","type":"t"}]}""")));

        Assert.Equal((MistralErrorKind.InvalidRequest, "body.x: No"), (e.Kind, e.Message));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_long_event_is_read_completely()
    {
        string text = new StringBuilder().Insert(0, "größe 😀 ", 100_000).ToString();

        Assert.Equal([text], await ReadAsync(RawReply.Events(Sse.Chunk(text) + Sse.Done)));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_stream_with_chunked_encoding_is_read()
    {
        byte[] stream = Encoding.UTF8.GetBytes(Sse.Chunk("größe") + Sse.Chunk("😀") + Sse.Done);

        Assert.Equal(["größe", "😀"], await ReadAsync(async exchange =>
        {
            await exchange.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < stream.Length; i++)
            {
                await exchange.SendChunkAsync(stream, i, 1);
            }

            await exchange.SendAsync("0\r\n\r\n");
        }));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_stream_that_was_read_completely_returns_its_connection_to_the_pool()
    {
        using RawServer server = RawServer.Start(RawReply.Events(Sse.Chunk("one") + Sse.Done));
        using MistralClient client = TestClient.For(server.BaseUri);

        for (int i = 0; i < 3; i++)
        {
            await foreach (ChatCompletionChunk _ in client.Chat.StreamAsync(TestClient.Ask(), cancellationToken: Cancellation))
            {
            }
        }

        Assert.Equal(3, server.Requests.Count);
        Assert.Equal(1, server.Connections);
    }

    private static string Padded(string data) => data.Insert(1, """ "p":"abcdefgh","x":{"y":[1,2,{"z":null}]},""");

    private static async Task<List<string>> ReadAsync(Func<RawExchange, Task> answer, List<string>? deltas = null)
    {
        deltas ??= [];
        using RawServer server = RawServer.Start(answer);
        using MistralClient client = TestClient.For(server.BaseUri);
        await foreach (ChatCompletionChunk chunk in client.Chat.StreamAsync(TestClient.Ask(), cancellationToken: Cancellation))
        {
            if (Sse.Text(chunk) is { Length: > 0 } text)
            {
                deltas.Add(text);
            }
        }

        return deltas;
    }
}
