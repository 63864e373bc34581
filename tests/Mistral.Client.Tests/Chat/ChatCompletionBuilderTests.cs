using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Mistral.Client.Authentication;
using Mistral.Client.Chat;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>Events of several answers at once, put together each by its index, however the network cuts them.</summary>
public sealed class ChatCompletionBuilderTests : ClientTests
{
    private static readonly string[] s_events =
    [
        """{"id":"c1","created":1,"model":"m","p":"abc","choices":[{"index":1,"delta":{"role":"assistant","content":""},"finish_reason":null}]}""",
        """{"id":"c1","created":1,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Größe? "}],"closed":false}]},"finish_reason":null}]}""",
        """{"id":"c1","created":1,"model":"m","p":"€","choices":[{"index":1,"delta":{"content":"日本"},"finish_reason":null},{"index":0,"delta":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"😀"}],"closed":true},{"type":"text","text":"A"}]},"finish_reason":null}]}""",
        """{"id":"c1","created":1,"model":"m","choices":[{"index":2,"delta":{"tool_calls":[{"id":"call12345","type":"function","function":{"name":"f","arguments":"{\"ä\""},"index":0}]},"finish_reason":null}]}""",
        """{"id":"c1","created":1,"model":"m","choices":[{"index":1,"delta":{"content":"語 data: \n\n [DONE]"},"finish_reason":null}]}""",
        """{"id":"c1","created":1,"model":"m","choices":[{"index":2,"delta":{"tool_calls":[{"function":{"name":"","arguments":":1}"},"index":0}]},"finish_reason":"tool_calls"}]}""",
        """{"id":"c1","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"ß"},"finish_reason":"stop"}]}""",
        """{"id":"c1","created":1,"model":"m","choices":[{"index":1,"delta":{"content":""},"finish_reason":"length"}],"usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":7}}""",
    ];

    private static readonly string s_expected = string.Join(
        "\n",
        """0 stop {"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Größe? 😀"}],"closed":true},{"type":"text","text":"Aß"}]}""",
        """1 length {"role":"assistant","content":"日本語 data: \n\n [DONE]"}""",
        """2 tool_calls {"role":"assistant","tool_calls":[{"id":"call12345","type":"function","function":{"name":"f","arguments":"{\"ä\":1}"},"index":0}]}""");

    [Fact]
    public async Task Each_answer_is_put_together_by_its_index()
    {
        (ChatCompletion completion, int events) = await ReadAsync(Stream("\n"), []);

        Assert.Equal(s_events.Length, events);
        Assert.Equal(s_expected, Describe(completion));
        Assert.Equal(("c1", "m", 1L, 7), (completion.Id, completion.Model, completion.Created, completion.Usage!.TotalTokens));
    }

    [Fact]
    public async Task Random_ways_to_split_a_stream_all_give_the_same()
    {
#if NET
        const int Ways = 10_000;
#else
        const int Ways = 1000;
#endif
        byte[][] streams = [Stream("\n"), Stream("\r\n"), Stream("\r")];
#pragma warning disable CA5394 // Not for secrets: the same splits in each run.
        Random random = new(20260801);
        for (int way = 0; way < Ways; way++)
        {
            byte[] stream = streams[way % streams.Length];
            int[] ends = [.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => random.Next(1, stream.Length)).OrderBy(at => at)];
#pragma warning restore CA5394
            (ChatCompletion completion, int events) = await ReadAsync(stream, ends);
            Assert.True(events == s_events.Length && Describe(completion) == s_expected, $"Split at {string.Join(", ", ends)}.");
        }
    }

    [Fact]
    public async Task A_stream_may_come_byte_by_byte()
    {
        byte[] stream = Stream("\r\n");
        (ChatCompletion completion, _) = await ReadAsync(stream, [.. Enumerable.Range(1, stream.Length)]);
        Assert.Equal(s_expected, Describe(completion));
    }

    [Fact]
    public void Messages_of_one_answer_are_told_apart()
    {
        ChatCompletionBuilder builder = new();
        builder.Add(Chunk(new ChatDelta { Role = "assistant", Index = 0, ToolCalls = [new ToolCall { Id = "abcdefghi", Function = new FunctionCall { Name = "f", Arguments = "{}" } }] }));
        builder.Add(Chunk(new ChatDelta { Role = "tool", Index = 1, ToolCallId = "abcdefghi", Content = "42" }));
        builder.Add(Chunk(new ChatDelta { Role = "assistant", Index = 2, Content = "It is " }));
        builder.Add(Chunk(new ChatDelta { Content = "42." }));

        ChatChoice choice = Assert.Single(builder.Build().Choices);
        Assert.Null(choice.Message);
        Assert.Equal(["assistant", "tool", "assistant"], choice.Messages!.Select(m => m.Role));
        Assert.Equal("abcdefghi", choice.Messages![1].ToolCallId);
        Assert.Equal("It is 42.", choice.GetLastMessage().ToString());
    }

    [Fact]
    public void Nothing_makes_no_answer() => Assert.Empty(new ChatCompletionBuilder().Build().Choices);

    private static ChatCompletionChunk Chunk(ChatDelta delta) => new() { Choices = [new ChatChunkChoice { Delta = delta }] };

    private static byte[] Stream(string end) => Encoding.UTF8.GetBytes(
        string.Concat(s_events.Select((data, i) => $"{(i % 3 == 0 ? $": kéepalive{end}{end}" : string.Empty)}{(i % 2 == 0 ? $"id: {i}{end}retry: 5{end}" : string.Empty)}data: {data}{end}{end}"))
        + $"data: [DONE]{end}{end}");

    private static async Task<(ChatCompletion Completion, int Events)> ReadAsync(byte[] stream, int[] ends)
    {
        ReplyMetadata metadata = new() { StatusCode = 200, ContentType = "text/event-stream", IsEventStream = true };
        using MemoryStream nothing = new();
        using StreamingResponse reply = new(new MistralRequest("POST", TestClient.ChatPath), metadata, new SplitStream(stream, ends), new KeyRedactor(null), nothing);
        ChatCompletionBuilder builder = new();
        int events = 0;
        await foreach (ChatCompletionChunk chunk in CompletionExchange.ReadAsync(reply, Cancellation))
        {
            builder.Add(chunk);
            events++;
        }

        return (builder.Build(), events);
    }

    private static string Describe(ChatCompletion completion) => string.Join(
        "\n", completion.Choices.Select(c => $"{c.Index} {c.FinishReason} {Escape(JsonSerializer.Serialize(c.Message!, ChatJson.Context.ChatMessage))}"));

    // The framework writes characters outside the basic plane as escapes.
    private static string Escape(string json) => json.Replace("\\uD83D\\uDE00", "😀");
}
