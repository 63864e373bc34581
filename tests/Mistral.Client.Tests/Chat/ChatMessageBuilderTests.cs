using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>Pieces as the server sends them, put together into the message that it would have sent whole.</summary>
public sealed class ChatMessageBuilderTests : ClientTests
{
    private const int Pieces = 80_000;

    public static TheoryData<string, string[], string> Messages => new()
    {
        { "text", ["""{"role":"assistant","content":""}""", """{"content":"Pa"}""", """{"content":"ris"}""", """{"content":null}"""], """{"role":"assistant","content":"Paris"}""" },
        { "another role", ["""{"role":"tool","content":"42"}""", """{"role":"","content":"."}"""], """{"role":"tool","content":"42."}""" },
        { "text in chunks", ["""{"content":[{"type":"text","text":"Pa"}]}""", """{"content":"ris"}"""], """{"role":"assistant","content":"Paris"}""" },
        {
            "thinking and its answer",
            [
                """{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm, "}],"closed":false}]}""",
                """{"content":[{"type":"thinking","thinking":[{"type":"text","text":"France"}],"closed":false}]}""",
                """{"content":[{"type":"thinking","thinking":[],"signature":"s1gn","closed":true},{"type":"text","text":"Pa"}]}""",
                """{"content":"ris"}""",
            ],
            """{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm, France"}],"closed":true,"signature":"s1gn"},{"type":"text","text":"Paris"}]}"""
        },
        {
            "a signature that comes before the end",
            [
                """{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm"}],"signature":"s1gn","closed":false}]}""",
                """{"content":[{"type":"thinking","thinking":[],"closed":true}]}""",
            ],
            """{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm"}],"signature":"s1gn","closed":true}]}"""
        },
        {
            "thinking twice",
            [
                """{"content":[{"type":"thinking","thinking":[{"type":"text","text":"One"}],"closed":true}]}""",
                """{"content":"A"}""",
                """{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Two"}],"closed":true}]}""",
                """{"content":"B"}""",
            ],
            """{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"One"}],"closed":true},{"type":"text","text":"A"},{"type":"thinking","thinking":[{"type":"text","text":"Two"}],"closed":true},{"type":"text","text":"B"}]}"""
        },
        {
            "references within thinking keep their place",
            [
                """{"content":[{"type":"thinking","thinking":[{"type":"text","text":"See "},{"type":"reference","reference_ids":[1]}]}]}""",
                """{"content":[{"type":"thinking","thinking":[{"type":"text","text":" and "},{"type":"text","text":"so on"}]}]}""",
            ],
            """{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"See "},{"type":"reference","reference_ids":[1]},{"type":"text","text":" and so on"}]}]}"""
        },
        {
            "citations",
            ["""{"content":"Paris "}""", """{"content":[{"type":"reference","reference_ids":[3,"x"]}]}""", """{"content":" it is"}"""],
            """{"role":"assistant","content":[{"type":"text","text":"Paris "},{"type":"reference","reference_ids":[3,"x"]},{"type":"text","text":" it is"}]}"""
        },
        {
            "a call in pieces",
            [
                """{"role":"assistant","content":""}""",
                """{"tool_calls":[{"id":"abc123456","type":"function","function":{"name":"find","arguments":""},"index":0}]}""",
                """{"tool_calls":[{"id":"null","function":{"name":"","arguments":"{\"a\""},"index":0}]}""",
                """{"tool_calls":[{"function":{"name":"","arguments":":1}"},"index":0}]}""",
            ],
            """{"role":"assistant","tool_calls":[{"id":"abc123456","type":"function","function":{"name":"find","arguments":"{\"a\":1}"},"index":0}]}"""
        },
        {
            "two calls whose pieces take turns",
            [
                """{"content":"Wait."}""",
                """{"tool_calls":[{"id":"bbb123456","type":"function","function":{"name":"g","arguments":"{"},"index":1},{"id":"aaa123456","type":"function","function":{"name":"f","arguments":"["},"index":0}]}""",
                """{"tool_calls":[{"function":{"arguments":"]"},"index":0}]}""",
                """{"tool_calls":[{"function":{"arguments":"}"},"index":1}]}""",
            ],
            """{"role":"assistant","content":"Wait.","tool_calls":[{"id":"aaa123456","type":"function","function":{"name":"f","arguments":"[]"},"index":0},{"id":"bbb123456","type":"function","function":{"name":"g","arguments":"{}"},"index":1}]}"""
        },
    };

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Messages))]
    public async Task Pieces_make_a_message(string what, string[] deltas, string expected)
    {
        IEnumerable<string> events = deltas.Select(delta => $$"""data: {"choices":[{"index":0,"delta":{{delta}},"finish_reason":null}]}""" + "\n\n");
        using RawServer server = RawServer.Start(RawReply.Events(string.Concat(events) + Sse.Done), RawReply.Json(TestClient.ChatReply));
        using MistralClient client = TestClient.For(server.BaseUri);
        ChatMessageBuilder builder = new();
        await foreach (ChatCompletionChunk chunk in client.Chat.StreamAsync(TestClient.Ask(), cancellationToken: Cancellation))
        {
            builder.Add(chunk.Choices!.Single().Delta!);
        }

        // Sent back, the message shows all that it holds.
        _ = await client.Chat.CompleteAsync(new ChatCompletionRequest { Model = "m", Messages = [builder.Build()] }, cancellationToken: Cancellation);

        Assert.NotEmpty(what);
        using JsonDocument sent = JsonDocument.Parse(server.Requests[1].Body);
        Assert.Equal(expected, sent.RootElement.GetProperty("messages")[0].GetRawText());
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"role":"assistant","content":""}""")]
    [InlineData("""{"role":"assistant","content":null}""")]
    [InlineData("""{"role":"assistant","content":[]}""")]
    [InlineData("""{"role":"assistant","content":[{"type":"text","text":""}]}""")]
    [InlineData("""{"role":"assistant","content":[{"type":"thinking","thinking":[]}],"tool_calls":[]}""")]
    public async Task A_turn_without_a_word_is_not_sent_back(string message)
    {
        using RawServer server = RawServer.Start(RawReply.Json($$"""{"choices":[{"index":0,"message":{{message}}}]}"""), RawReply.Json(TestClient.ChatReply));
        using MistralClient client = TestClient.For(server.BaseUri);
        ChatCompletion reply = await client.Chat.CompleteAsync(TestClient.Ask(), cancellationToken: Cancellation);

        _ = await client.Chat.CompleteAsync(
            new ChatCompletionRequest { Model = "m", Messages = [ChatMessage.User("Hi"), reply.Choices[0].Message!, ChatMessage.User("Hello?")] }, cancellationToken: Cancellation);

        Assert.Equal("""{"model":"m","messages":[{"role":"user","content":"Hi"},{"role":"user","content":"Hello?"}]}""", server.Requests[1].BodyText);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"role":"assistant","content":[{"type":"reference","reference_ids":[1]}]}""")]
    [InlineData("""{"role":"assistant","content":"","tool_calls":[{"id":"abcdefghi","type":"function","function":{"name":"f","arguments":"{}"},"index":0}]}""")]
    [InlineData("""{"role":"assistant","content":"","prefix":true}""")]
    public async Task A_turn_that_holds_anything_is_sent_back(string message)
    {
        using RawServer server = RawServer.Start(RawReply.Json($$"""{"choices":[{"index":0,"message":{{message}}}]}"""), RawReply.Json(TestClient.ChatReply));
        using MistralClient client = TestClient.For(server.BaseUri);
        ChatCompletion reply = await client.Chat.CompleteAsync(TestClient.Ask(), cancellationToken: Cancellation);

        _ = await client.Chat.CompleteAsync(new ChatCompletionRequest { Model = "m", Messages = [reply.Choices[0].Message!] }, cancellationToken: Cancellation);

        Assert.Equal($$"""{"model":"m","messages":[{{message}}]}""", server.Requests[1].BodyText);
    }

    [Theory]
    [InlineData("a name in each piece", 1, "abcd")]
    [InlineData("a name in each piece, after a bracket and blanks", 1, "    ")]
    [InlineData("a name in each piece, and a bracket within a text", 1, "ab}")]
    [InlineData("an index for each call", Pieces, "{}")]
    [InlineData("an id for each call", Pieces, "{}")]
    public void The_time_per_piece_of_a_call_does_not_grow_with_the_number_of_pieces(string what, int calls, string arguments)
    {
        bool hasIndex = what.Contains("index");
        bool hasId = what.Contains("an id");
        ChatMessageBuilder builder = new();
        builder.Add(Piece(0, what.Contains("text") ? "{\"a\":\"" : "{\"a\":{}"));
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 1; i < Pieces; i++)
        {
            builder.Add(Piece(i, arguments));

            // Several times what it takes, and far too little for work that grows with each piece.
            Assert.True(watch.Elapsed < Limits.Patience, $"{i} pieces with {what} took {watch.Elapsed}.");
        }

        Assert.Equal(calls, builder.Build().ToolCalls!.Length);

        ChatDelta Piece(int number, string text) => new()
        {
            ToolCalls = [new ToolCall { Id = hasId ? $"id{number}" : null, GivenIndex = hasIndex ? number : null, Function = new FunctionCall { Name = "f", Arguments = text } }],
        };
    }

    [Fact]
    public void A_message_can_be_looked_at_before_it_is_complete()
    {
        ChatMessageBuilder builder = new();
        builder.Add(new ChatDelta { Content = "Pa" });
        ChatMessage half = builder.Build();
        builder.Add(new ChatDelta { Content = "ris" });

        Assert.Equal("Pa", half.Content);
        Assert.Equal("Paris", builder.Build().Content);
    }
}
