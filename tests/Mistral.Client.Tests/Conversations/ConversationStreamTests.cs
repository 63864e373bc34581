using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>The events of a conversation's stream, and the reply that they are put together into.</summary>
public sealed class ConversationStreamTests : ClientTests
{
    private const string Started = """{"type":"conversation.response.started","created_at":"2026-01-01T00:00:00Z","conversation_id":"conv_1"}""";
    private const string Done = """{"type":"conversation.response.done","usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":13,"connector_tokens":10,"connectors":{"web_search":1}}}""";

    private static readonly ConversationAppendRequest s_ask = new() { ConversationId = "conv 1", Inputs = [ConversationEntry.User("Hello", [])] };

    [Fact(Timeout = Limits.Test)]
    public async Task Pieces_become_the_entries_they_are_of()
    {
        (ConversationStreamEvent[] events, ConversationResponse whole) = await ReadAsync(
            Started,
            """{"type":"tool.execution.started","output_index":0,"id":"t1","name":"web_search","arguments":"","model":"m"}""",
            """{"type":"tool.execution.delta","output_index":0,"id":"t1","name":"web_search","arguments":"{\"q\""}""",
            """{"type":"tool.execution.delta","output_index":0,"id":"t1","name":"web_search","arguments":":1}"}""",
            """{"type":"tool.execution.done","output_index":0,"id":"t1","name":"web_search","info":{"hits":3}}""",
            """{"type":"agent.handoff.started","output_index":1,"id":"h1","previous_agent_id":"ag_1","previous_agent_name":"desk"}""",
            """{"type":"agent.handoff.done","output_index":1,"id":"h1","next_agent_id":"ag_2","next_agent_name":"expert"}""",
            """{"type":"message.output.delta","output_index":2,"id":"m1","content_index":0,"role":"assistant","agent_id":"ag_2","content":{"type":"thinking","thinking":[{"type":"text","text":"Hm"}]}}""",
            """{"type":"message.output.delta","output_index":2,"id":"m1","content_index":1,"content":"Par"}""",
            """{"type":"message.output.delta","output_index":2,"id":"m1","content_index":1,"content":"is"}""",
            """{"type":"message.output.delta","output_index":2,"id":"m1","content_index":2,"content":{"type":"tool_reference","tool":"web_search","title":"A source"}}""",
            """{"type":"function.call.delta","output_index":3,"id":"f1","name":"f","tool_call_id":"abcdefghi","arguments":"{\"x\""}""",
            """{"type":"function.call.delta","output_index":3,"id":"f1","name":"","tool_call_id":"abcdefghi","arguments":":1}"}""",
            Done);

        Assert.Equal(14, events.Length);
        Assert.Equal(
            ["tool.execution t1: web_search {\"q\":1}", "agent.handoff h1: desk -> expert", "message.output m1: Paris", "function.call f1: f {\"x\":1}"],
            whole.Outputs.Select(o => $"{o.Type} {o.Id}: {o}"));
        Assert.Equal(("conv_1", 13, 10), (whole.ConversationId, whole.Usage!.TotalTokens, whole.Usage.Other!["connector_tokens"].GetInt32()));
        Assert.Equal(3, whole.Outputs[0].Other!["info"].GetProperty("hits").GetInt32());
        Assert.Equal(("assistant", "Hm", "ag_2"), (whole.Outputs[2].Role, whole.Outputs[2].GetReasoning(), whole.Outputs[2].AgentId));
        Assert.Equal("A source", Assert.Single(whole.Outputs[2].GetChunks("tool_reference")).Other!["title"].GetString());
        ToolCall call = Assert.Single(whole.GetToolCalls());
        Assert.Equal(("abcdefghi", "f", "{\"x\":1}", null), (call.Id, call.Function.Name, call.Function.Arguments, call.ConfirmationStatus));
    }

    [Fact]
    public void The_time_per_event_does_not_grow_with_the_number_of_entries()
    {
        ConversationResponseBuilder builder = new();
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < 80_000; i++)
        {
            builder.Add(new ConversationStreamEvent { Type = "message.output.delta", Id = $"m{i}", OutputIndex = i, Content = "a" });

            // Several times what it takes, and far too little for work that grows with each entry.
            Assert.True(watch.Elapsed < Limits.Patience, $"{i} entries took {watch.Elapsed}.");
        }

        Assert.Equal(80_000, builder.Build().Outputs.Count);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Calls_that_take_turns_are_told_apart()
    {
        (_, ConversationResponse whole) = await ReadAsync(
            Started,
            """{"type":"function.call.delta","id":"f1","name":"f","tool_call_id":"a","arguments":"1"}""",
            """{"type":"function.call.delta","id":"f2","name":"g","tool_call_id":"b","arguments":"2","confirmation_status":"pending"}""",
            """{"type":"function.call.delta","id":"f1","name":"f","tool_call_id":"a","arguments":"3"}""",
            """{"type":"function.call.delta","id":"f3","name":"h","tool_call_id":"c","arguments":"4","confirmation_status":"denied"}""",
            Done);

        Assert.Equal(["a f 13 ", "b g 2 pending"], whole.GetToolCalls().Select(c => $"{c.Id} {c.Function} {c.ConfirmationStatus}"));
        Assert.Equal(3, whole.Outputs.Count);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Events_that_nobody_knows_are_kept()
    {
        (ConversationStreamEvent[] events, ConversationResponse whole) = await ReadAsync(
            Started, """{"type":"judge.verdict","verdict":"fine"}""", """{"type":"message.output.new","id":"m1","content":"x","more":1}""", Done);

        Assert.Equal("fine", events[1].Other!["verdict"].GetString());
        Assert.Equal(("message.output.new", "x"), (events[2].Type, events[2].Content));
        Assert.Empty(whole.Outputs);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("event: judge.verdict\r\ndata: {\"verdict\":1}\r\n\r\n", "judge.verdict")]
    [InlineData("event: a\ndata: {\"type\":\"b\"}\n\n", "b")]
    public async Task An_event_is_of_the_kind_that_its_data_or_its_name_says(string text, string type)
    {
        (ConversationStreamEvent[] events, _) = await ReadTextAsync($"data: {Started}\n\n{text}data: {Done}\n\n");

        Assert.Equal(type, events[1].Type);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Another_mark_of_the_end_is_one_too()
    {
        (ConversationStreamEvent[] events, _) = await ReadTextAsync($"data: {Started}\n\ndata: {Done}\n\ndata: [DONE]\n\ndata: nonsense\n\n");

        Assert.Equal(2, events.Length);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"type":"conversation.response.error","message":"Out of breath.","code":3000}""", MistralErrorKind.ServerError, "Out of breath.", "3000")]
    [InlineData("""{"object":"error","message":"Overloaded.","type":null,"code":"1"}""", MistralErrorKind.ServerError, "Overloaded.", "1")]
    [InlineData("""{"object":"error","type":"rate_limited","message":"Slow down.","code":"1300"}""", MistralErrorKind.ServerError, "Slow down.", "1300")]
    [InlineData("""{"type":""", MistralErrorKind.InvalidResponse, null, null)]
    [InlineData("""{"type":"message.output.delta","content":7}""", MistralErrorKind.InvalidResponse, null, null)]
    [InlineData("[]", MistralErrorKind.InvalidResponse, null, null)]
    public async Task An_event_that_is_an_error_or_none_ends_the_stream(string data, MistralErrorKind kind, string? message, string? code)
    {
        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => ReadAsync(Started, data, Done));

        Assert.Equal((kind, code), (e.Kind, e.ErrorCode));
        Assert.Equal("POST /v1/conversations/conv%201", e.Operation);
        Assert.Equal(message ?? e.Message, e.Message);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_stream_without_its_end_is_a_broken_connection()
    {
        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => ReadAsync(Started));

        Assert.Equal(MistralErrorKind.Connection, e.Kind);
        Assert.Contains("bytes", e.Message, System.StringComparison.Ordinal);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task What_may_have_been_said_is_not_said_again()
    {
        using RawServer server = RawServer.Start(RawReply.Of(503, "{}"));
        using MistralClient client = TestClient.For(server.BaseUri);

        _ = await Assert.ThrowsAsync<MistralApiException>(() => client.Conversations.CompleteAsync(s_ask, cancellationToken: Cancellation));

        RawRequest sent = Assert.Single(server.Requests);
        Assert.Equal("""{"inputs":[{"type":"message.input","role":"user","content":"Hello"}]}""", sent.BodyText);
    }

    private static Task<(ConversationStreamEvent[] Events, ConversationResponse Whole)> ReadAsync(params string[] data) =>
        ReadTextAsync(string.Concat(data.Select(d => $"data: {d}\n\n")));

    private static async Task<(ConversationStreamEvent[] Events, ConversationResponse Whole)> ReadTextAsync(string text)
    {
        using RawServer server = RawServer.Start(RawReply.Events(text));
        using MistralClient client = TestClient.For(server.BaseUri);
        List<ConversationStreamEvent> events = [];
        ConversationResponseBuilder builder = new();
        await foreach (ConversationStreamEvent item in client.Conversations.StreamAsync(s_ask, cancellationToken: Cancellation))
        {
            events.Add(item);
            builder.Add(item);
        }

        return ([.. events], builder.Build());
    }
}
