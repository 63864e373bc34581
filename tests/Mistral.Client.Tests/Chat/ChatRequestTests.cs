using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>What a chat sends, to the byte.</summary>
public sealed class ChatRequestTests : ClientTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task What_is_not_set_is_not_sent() => Assert.Equal(
        """{"model":"mistral-small-latest","messages":[{"role":"user","content":"Hello"}]}""",
        await SendAsync(TestClient.Ask("Hello")));

    [Fact(Timeout = Limits.Test)]
    public async Task What_is_set_is_sent() => Assert.Equal(
        """{"model":"m","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hello"}],"temperature":0.25,"top_p":0.75,"max_tokens":10,"stop":["\n","END"],"random_seed":7}""",
        await SendAsync(new ChatCompletionRequest
        {
            Model = "m",
            Messages = [ChatMessage.System("Be brief."), ChatMessage.User("Hello")],
            Temperature = 0.25,
            TopP = 0.75,
            MaxTokens = 10,
            Stop = ["\n", "END"],
            RandomSeed = 7,
        }));

    [Fact(Timeout = Limits.Test)]
    public async Task Nothing_is_not_the_same_as_zero() => Assert.Equal(
        """{"model":"m","messages":[],"temperature":0,"top_p":1,"max_tokens":0,"stop":[],"random_seed":0}""",
        await SendAsync(new ChatCompletionRequest { Model = "m", Messages = [], Temperature = 0, TopP = 1, MaxTokens = 0, Stop = [], RandomSeed = 0 }));

    [Fact(Timeout = Limits.Test)]
    public async Task Text_is_sent_as_it_is() => Assert.Equal(
        "{\"model\":\"mistral-small-latest\",\"messages\":[{\"role\":\"user\",\"content\":\"größe 日本 \\uD83D\\uDE00 <a href='x'>&\\\"\\\\ \\t\\r\\n\\u0000 +/\"}]}",
        await SendAsync(TestClient.Ask("größe 日本 😀 <a href='x'>&\"\\ \t\r\n\0 +/")));

    [Fact(Timeout = Limits.Test)]
    public async Task Chunks_calls_and_their_answers_are_sent() => Assert.Equal(
        """{"model":"m","messages":[{"role":"user","content":[{"type":"text","text":"What is this?"}]},{"role":"assistant","tool_calls":[{"id":"abc123456","type":"function","function":{"name":"f","arguments":"{\"x\":1}"},"index":0}]},{"role":"tool","content":"42","tool_call_id":"abc123456","name":"f"}]}""",
        await SendAsync(new ChatCompletionRequest
        {
            Model = "m",
            Messages =
            [
                new ChatMessage { Role = "user", Content = new[] { new ContentChunk { Type = "text", Text = "What is this?" } } },
                new ChatMessage { Role = "assistant", ToolCalls = [new ToolCall { Id = "abc123456", Type = "function", Function = new FunctionCall { Name = "f", Arguments = """{"x":1}""" } }] },
                new ChatMessage { Role = "tool", Content = "42", ToolCallId = "abc123456", Name = "f" },
            ],
        }));

    [Fact(Timeout = Limits.Test)]
    public async Task An_answer_goes_back_without_the_fields_that_the_api_does_not_take_and_with_its_thinking()
    {
        const string Answer = """{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm."},{"type":"reference","reference_ids":[1,"a"]}],"signature":"s1gn","closed":true},{"type":"text","text":"Paris"}],"tool_calls":[{"id":"abc123456","type":"function","function":{"name":"f","arguments":{"x": 1}},"index":0}],"prefix":false,"a_new_field":{"x":1}}""";
        using RawServer server = RawServer.Start(RawReply.Json($$"""{"choices":[{"index":0,"message":{{Answer}},"finish_reason":"stop"}]}"""));
        using MistralClient client = TestClient.For(server.BaseUri);
        ChatCompletion first = await client.Chat.CompleteAsync(TestClient.Ask("One"), cancellationToken: Cancellation);
        ChatMessage answer = first.Choices[0].Message!;

        _ = await client.Chat.CompleteAsync(
            new ChatCompletionRequest { Model = "m", Messages = [ChatMessage.User("One"), answer, ChatMessage.User("Two")] }, cancellationToken: Cancellation);

        Assert.True(answer.Other!.ContainsKey("a_new_field"));
        Assert.Equal(
            """{"model":"m","messages":[{"role":"user","content":"One"},{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm."},{"type":"reference","reference_ids":[1,"a"]}],"signature":"s1gn","closed":true},{"type":"text","text":"Paris"}],"tool_calls":[{"id":"abc123456","type":"function","function":{"name":"f","arguments":"{\"x\": 1}"},"index":0}]},{"role":"user","content":"Two"}]}""",
            server.Requests[1].BodyText);
    }

    private static async Task<string> SendAsync(ChatCompletionRequest request)
    {
        using RawServer server = RawServer.Start(RawReply.Json(TestClient.ChatReply));
        using MistralClient client = TestClient.For(server.BaseUri);
        _ = await client.Chat.CompleteAsync(request, cancellationToken: Cancellation);
        RawRequest sent = Assert.Single(server.Requests);
        Assert.Equal("POST /v1/chat/completions HTTP/1.1", sent.Line);
        Assert.Equal("application/json", sent.Header("Accept"));
        Assert.Equal("application/json", sent.Header("Content-Type"));
        return sent.BodyText;
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Half_of_a_surrogate_pair_is_sent_as_the_replacement_character()
    {
        using RawServer server = RawServer.Start(RawReply.Json(TestClient.ChatReply));
        using MistralClient client = TestClient.For(server.BaseUri);
        ChatMessage chunks = new() { Role = "user", Content = (ContentChunk[])[ContentChunk.OfText("c\udc00")] };

        _ = await client.Chat.CompleteAsync(
            new ChatCompletionRequest { Model = "m", Messages = [ChatMessage.User("a\ud800b"), chunks], Stop = ["\ud800"] }, cancellationToken: Cancellation);

        Assert.Equal(
            """{"model":"m","messages":[{"role":"user","content":"a\ufffdb"},{"role":"user","content":[{"type":"text","text":"c\ufffd"}]}],"stop":["\ufffd"]}""",
            Assert.Single(server.Requests).BodyText.Replace("\ufffd", "\\ufffd").Replace("\\uFFFD", "\\ufffd"));
    }
}
