using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Mistral.Client.Chat;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>Plain requests and responses have code of their own. Its results must be those of the serializer.</summary>
public sealed class PlainFormsTests
{
    private static ChatMessage[] Turns =>
    [
        ChatMessage.System("Be brief."),
        ChatMessage.User("größe 日本 😀 <a href='x'>&\"\\ \t\r\n\0 +/"),
        new ChatMessage { Content = string.Empty },
        ChatMessage.User("A half \uD83D and more"),
        new ChatMessage { Content = "Answer" },
        ChatMessage.User(string.Empty),
    ];

    [Fact]
    public void A_plain_request_has_the_bytes_of_the_serializer()
    {
        ChatRequest[] requests =
        [
            new ChatCompletionRequest { Model = "mödel", Messages = Turns },
            new ChatCompletionRequest { Model = "m", Messages = [], Stream = true },
            new AgentCompletionRequest { AgentId = "ag:1", Messages = Turns, Stream = false },
        ];
        foreach (ChatRequest request in requests)
        {
            // A message of an empty turn is not sent, so the serializer gets the others.
            ChatRequest sent = request with { Messages = [.. request.Messages.Where(m => !m.IsEmptyTurn)] };
            string expected = request is ChatCompletionRequest
                ? JsonSerializer.Serialize((ChatCompletionRequest)sent, ChatJson.Context.ChatCompletionRequest)
                : JsonSerializer.Serialize((AgentCompletionRequest)sent, ChatJson.Context.AgentCompletionRequest);
            Assert.Equal(expected, Write(Assert.IsType<RequestBody>(TryWrite(request), exactMatch: false)));
        }
    }

    [Fact]
    public void A_request_with_any_option_goes_to_the_serializer()
    {
        string[] plain = [nameof(ChatCompletionRequest.Model), nameof(AgentCompletionRequest.AgentId), nameof(ChatRequest.Messages), nameof(ChatRequest.Stream)];
        foreach (ChatRequest request in new ChatRequest[] { new ChatCompletionRequest { Model = "m", Messages = Turns }, new AgentCompletionRequest { AgentId = "a", Messages = Turns } })
        {
            foreach (PropertyInfo option in request.GetType().GetProperties().Where(p => p.CanWrite && !plain.Contains(p.Name)))
            {
                ChatRequest changed = request with { };
                option.SetValue(changed, CreateValue(option.PropertyType));
                Assert.True(TryWrite(changed) is null, $"{option.Name} isn't sent.");
            }
        }
    }

    [Fact]
    public void A_message_with_more_than_text_goes_to_the_serializer()
    {
        ChatMessage[] messages =
        [
            new() { Content = new[] { ContentChunk.OfText("a") } },
            new() { Content = null, Role = "user" },
            new() { Content = "a", ToolCalls = [] },
            new() { Content = "a", Prefix = true },
            new() { Content = "a", Prefix = false },
            new() { Content = "a", ToolCallId = "b" },
            new() { Content = "a", Name = "b" },
            new() { Content = "a", Other = [] },
        ];
        Assert.All(messages, m => Assert.Null(TryWrite(new ChatCompletionRequest { Model = "m", Messages = [ChatMessage.User("a"), m] })));
    }

    [Theory]
    [InlineData(true, """{"id":"c1","object":"chat.completion","created":1767225600,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Paris","tool_calls":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":7,"total_tokens":12,"num_cached_tokens":3,"prompt_tokens_details":{"cached_tokens":3},"request_count":1}}""")]
    [InlineData(true, """ {"choices":[{"index":1,"new":[1],"message":{"content":"a\n\u00e9\ud83d\ude00","new":{"x":null}},"finish_reason":null},{"index":0,"message":{"role":"","content":null,"prefix":null,"name":null},"finish_reason":"null"}],"new":"x","new":"y"} """)]
    [InlineData(true, """{"id":null,"model":null,"created":0,"usage":null,"choices":[{"message":{"content":"a \ud83d half"},"finish_reason":""}]}""")]
    [InlineData(true, """{"created":1767225600123,"usage":{"prompt_tokens":0,"total_tokens":0,"completion_tokens":null},"choices":[{"message":{}}]}""")]
    [InlineData(true, """{"\u0069d":"a","choices":[{"mess\u0061ge":{"content":"a"}}]}""")]
    [InlineData(false, """{"choices":[{"message":{"content":[{"type":"text","text":"a"}]}}]}""")]
    [InlineData(false, """{"choices":[{"message":{"content":"a","tool_calls":[]}}]}""")]
    [InlineData(false, """{"choices":[{"message":{"content":"a","prefix":true}}]}""")]
    [InlineData(false, """{"choices":[{"messages":[{"content":"a"}]}]}""")]
    [InlineData(false, """{"choices":[{"message":null}]}""")]
    [InlineData(false, """{"id":5,"choices":[{"message":{"content":"a"}}]}""")]
    [InlineData(false, """{"created":"2026-01-01","choices":[{"message":{"content":"a"}}]}""")]
    [InlineData(false, """{"created":1.5,"choices":[{"message":{"content":"a"}}]}""")]
    [InlineData(false, """{"usage":{"prompt_tokens":"5"},"choices":[{"message":{"content":"a"}}]}""")]
    [InlineData(false, """{"usage":{"prompt_tokens":1.5},"choices":[{"index":null,"message":{"content":"a"}}]}""")]
    [InlineData(false, """{"usage":[],"choices":[{"message":{"content":"a"}}]}""")]
    public void A_response_is_read_as_by_the_serializer(bool isPlain, string json)
    {
        ChatCompletion? read = PlainCompletionReader.TryRead(Encoding.UTF8.GetBytes(json));
        Assert.Equal(isPlain, read is not null);
        if (read is not null)
        {
            Assert.Equal(Show(JsonSerializer.Deserialize(json, ChatJson.Context.ChatCompletion)!), Show(read));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"choices":[]}""")]
    [InlineData("""{"choices":null}""")]
    [InlineData("""{"choices":[null]}""")]
    [InlineData("""{"choices":[{"message":{"content":"a"}}]""")]
    [InlineData("""{"choices":[{"message":{"content":"a"}}]} x""")]
    [InlineData("""{"choices":[{"message":{"content":"a"}}],"error":"e"}""")]
    [InlineData("""{"choices":[{"message":{"content":"a"},"error":{"code":1}}]}""")]
    [InlineData("""{"choices":[{"message":{"content":"a","error":true}}]}""")]
    [InlineData("""{"new":"\ud83d","choices":[{"message":{"content":"a"}}]}""")]
    public void What_is_not_a_response_goes_to_the_serializer(string json) => Assert.Null(PlainCompletionReader.TryRead(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Bytes_that_are_no_text_and_a_mark_before_the_response_are_read_as_by_the_serializer()
    {
        byte[] json = [0xEF, 0xBB, 0xBF, .. """{"choices":[{"message":{"content":"a"""u8, 0xFF, .. """b"}}]}"""u8];
        Assert.Equal("a\uFFFDb", PlainCompletionReader.TryRead(json)?.Choices[0].Message!.Content);
        Assert.Equal("a\uFFFDb", JsonSerializer.Deserialize(json.AsSpan(3), ChatJson.Context.ChatCompletion)!.Choices[0].Message!.Content);
    }

    private static RequestBody? TryWrite(ChatRequest request) => request is ChatCompletionRequest chat
        ? PlainRequestWriter.TryWrite(chat, "model", chat.Model)
        : PlainRequestWriter.TryWrite(request, "agent_id", ((AgentCompletionRequest)request).AgentId);

    private static string Write(RequestBody body)
    {
        using MemoryStream stream = new();
        body.CopyTo(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Show(ChatCompletion completion)
    {
        JsonTypeInfo<ChatCompletion> type = ChatJson.Context.ChatCompletion;
        return JsonSerializer.Serialize(completion, type) + string.Join(",", completion.Choices.Select(c => (c.Message!.Content as string)?.Length ?? -1));
    }

    private static object CreateValue(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) ? "x"
            : type == typeof(JsonElement) ? JsonSerializer.Deserialize<JsonElement>("{}")
            : type == typeof(ToolChoice) ? ToolChoice.Parse("any")
            : type == typeof(Prediction) ? new Prediction("x")
            : type == typeof(ResponseFormat) ? new ResponseFormat { Type = "text" }
            : type == typeof(IReadOnlyList<string>) ? Array.Empty<string>()
            : type == typeof(IReadOnlyList<JsonElement>) ? Array.Empty<JsonElement>()
            : type == typeof(IReadOnlyList<ChatTool>) ? Array.Empty<ChatTool>()
            : Activator.CreateInstance(type)!;
    }
}
