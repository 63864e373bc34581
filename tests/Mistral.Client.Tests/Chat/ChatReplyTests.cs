using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class ChatReplyTests : ClientTests
{
    [Fact(Timeout = Limits.Test)]
    public async Task A_reply_brings_all_that_is_in_it()
    {
        ChatCompletion reply = await ReadAsync("""
            {"id":"c1","object":"chat.completion","created":1767225600,"model":"mistral-small-2603","choices":[{"index":0,"message":{"role":"assistant","content":"Paris","tool_calls":null},"finish_reason":"length"}],
             "usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12,"num_cached_tokens":3,"prompt_tokens_details":{"cached_tokens":3},"service_tier":"auto"},"guardrails":[{"a":1}]}
            """);

        ChatChoice choice = Assert.Single(reply.Choices);
        Assert.Equal(("c1", "mistral-small-2603", 1767225600L), (reply.Id, reply.Model, reply.Created));
        Assert.Equal((0, "length", "assistant", "Paris"), (choice.Index, choice.FinishReason, choice.Message!.Role, choice.Message.Content));
        Assert.Null(choice.Message.ToolCalls);
        Assert.Equal((5, 7, 12, "5 + 7 = 12 tokens"), (reply.Usage!.PromptTokens, reply.Usage.CompletionTokens, reply.Usage.TotalTokens, reply.Usage.ToString()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Fields_that_nobody_knows_are_kept_at_every_level()
    {
        ChatCompletion reply = await ReadAsync("""
            {"choices":[{"index":0,"message":{"role":"assistant","content":[{"type":"image_url","image_url":{"url":"https://example.com/a.png"},"new_in_chunk":1}],"new_in_message":2}}],
             "usage":{"prompt_tokens":1,"total_tokens":1,"new_in_usage":3},"object":"chat.completion","new_in_reply":{"a":[4]}}
            """);

        ChatMessage message = reply.Choices[0].Message!;
        ContentChunk chunk = Assert.Single(Assert.IsType<ContentChunk[]>(message.Content));
        Assert.Equal("""{"a":[4]}""", reply.Other!["new_in_reply"].GetRawText());
        Assert.Equal(3, reply.Usage!.Other!["new_in_usage"].GetInt32());
        Assert.Equal(2, message.Other!["new_in_message"].GetInt32());
        Assert.Equal(["image_url", "new_in_chunk"], chunk.Other!.Keys);
        Assert.Equal("[image_url]", chunk.ToString());
        Assert.Null(reply.Usage.CompletionTokens);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("\"Paris\"", "Paris", "")]
    [InlineData("\"\"", "", "")]
    [InlineData("null", "", "")]
    [InlineData("[]", "", "")]
    [InlineData("""[{"type":"text","text":"Pa"},{"type":"reference","reference_ids":[1]},{"type":"text","text":"ris"}]""", "Paris", "")]
    [InlineData("""["Pa","ris"]""", "Paris", "")]
    [InlineData("""[{"type":"thinking","thinking":[{"type":"text","text":"Hm, "},{"type":"text","text":"France"}]},{"type":"text","text":"Paris"}]""", "Paris", "Hm, France")]
    public async Task Content_is_a_text_a_list_or_nothing(string content, string text, string reasoning)
    {
        ChatCompletion reply = await ReadAsync($$"""{"choices":[{"index":0,"message":{"role":"assistant","content":{{content}} } }]}""");

        ChatMessage message = reply.Choices[0].Message!;
        Assert.Equal((text, reasoning), (message.ToString(), message.GetReasoning()));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Content_that_is_left_out_is_nothing() =>
        Assert.Null((await ReadAsync("""{"choices":[{"message":{"role":"assistant"}}]}""")).Choices[0].Message!.Content);

    [Theory(Timeout = Limits.Test)]
    [InlineData("\"stop\"", "stop")]
    [InlineData("\"model_length\"", "model_length")]
    [InlineData("\"a_newer_word\"", "a_newer_word")]
    [InlineData("null", null)]
    public async Task A_reason_may_be_any_word(string json, string? expected) => Assert.Equal(
        expected,
        (await ReadAsync($$"""{"choices":[{"index":0,"message":{"role":"assistant","content":""},"finish_reason":{{json}}}]}""")).Choices[0].FinishReason);

    [Fact(Timeout = Limits.Test)]
    public async Task Calls_are_read_with_arguments_as_a_text_or_as_json()
    {
        ChatCompletion reply = await ReadAsync("""
            {"choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":"","tool_calls":[
                {"id":"abc123456","type":"function","function":{"name":"f","arguments":"{\"x\":1}"},"index":0},
                {"id":"def123456","function":{"name":"g","arguments":{"x": [1]}},"index":1},
                {"id":"ghi123456","function":{"name":"h"},"index":2}]}}]}
            """);

        Assert.Equal(
            ["0 abc123456 function f {\"x\":1}", "1 def123456  g {\"x\": [1]}", "2 ghi123456  h "],
            reply.Choices[0].Message!.ToolCalls!.Select(c => $"{c.Index} {c.Id} {c.Type} {c.Function.Name} {c.Function.Arguments}"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Several_answers_are_all_there() => Assert.Equal(
        ["0 a", "1 b"],
        (await ReadAsync("""{"choices":[{"index":0,"message":{"role":"assistant","content":"a"}},{"index":1,"message":{"role":"assistant","content":"b"}}]}"""))
            .Choices.Select(c => $"{c.Index} {c.Message}"));

    private static async Task<ChatCompletion> ReadAsync(string body)
    {
        using RawServer server = RawServer.Start(RawReply.Json(body));
        using MistralClient client = TestClient.For(server.BaseUri);
        return await client.Chat.CompleteAsync(TestClient.Ask(), cancellationToken: Cancellation);
    }
}
