using System.Text;
using System.Text.Json;
using Mistral.Client.Chat;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>The reader of plain events gives what the serializer gives, or leaves the event to it.</summary>
public sealed class PlainChunkReaderTests
{
    private const string Head = """{"id":"a","object":"chat.completion.chunk","created":17,"model":"m","choices":""";

    [Theory]
    [InlineData(Head + """[{"index":0,"delta":{"content":"word"},"finish_reason":null}]}""")]
    [InlineData(Head + """[{"index":2,"delta":{"role":"assistant","content":""}}]}""")]
    [InlineData(Head + """[{"delta":{"content":"\u00e9\n\"x\""},"index":1,"finish_reason":null,"logprobs":null}],"usage":null,"p":"abc"}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"a","tool_calls":null}}],"id":"b","model":"\u006d"}""")]
    [InlineData("""{"id":null,"model":null,"choices":[{"index":0,"delta":{"content":"a"}}]}""")]
    [InlineData(Head + """[{"index":0,"delta":{"content":"a","content":"b"}}]}""")]
    public void A_plain_event_is_read(string data)
    {
        TextDeltaReader reader = new();
        Assert.Equal(Write(Deserialize(data)), Write(reader.TryRead(Encoding.UTF8.GetBytes(data))));

        // The state from earlier events must not affect the result.
        Assert.Equal(Write(Deserialize(data)), Write(reader.TryRead(Encoding.UTF8.GetBytes(data))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("[DONE]")]
    [InlineData(Head + "[]}")]
    [InlineData(Head + "null}")]
    [InlineData(Head + """[{"index":0,"delta":{"content":"a"}},{"index":1,"delta":{"content":"b"}}]}""")]
    [InlineData(Head + """[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}""")]
    [InlineData(Head + """[{"index":0,"delta":{"content":"a"}}],"usage":{"total_tokens":1}}""")]
    [InlineData(Head + """[{"index":0,"delta":{"content":"a","tool_calls":[]}}]}""")]
    [InlineData(Head + """[{"index":0,"delta":{"content":[{"type":"text","text":"a"}]}}]}""")]
    [InlineData(Head + """[{"index":0,"delta":{"content":null}}]}""")]
    [InlineData(Head + """[{"index":0,"delta":null}]}""")]
    [InlineData(Head + """[{"index":1.5,"delta":{"content":"a"}}]}""")]
    [InlineData(Head + """[{"index":99999999999,"delta":{"content":"a"}}]}""")]
    [InlineData("""{"created":1.5,"choices":[{"index":0,"delta":{"content":"a"}}]}""")]
    [InlineData("""{"id":7,"choices":[{"index":0,"delta":{"content":"a"}}]}""")]
    [InlineData(Head + """[{"index":0,"delta":{"content":"a"}}],"error":{"message":"x"}}""")]
    [InlineData(Head + """[{"index":0,"delta":{"content":"a"},"error":"x"}]}""")]
    [InlineData(Head + """[{"index":0,"delta":{"content":"a","error":{}}}]}""")]
    [InlineData(Head + """[{"index":"0","delta":{"content":"a"}}]}""")]
    [InlineData(Head + """[{"index":0,"delta":{"content":"a"}}]} x""")]
    [InlineData(Head + """[{"index":0,"delta":{"content":"a"}}""")]
    [InlineData(Head + """[{"index":0,"delta":{"content":"\ud800"}}]}""")]
    public void Any_other_event_is_left_to_the_serializer(string data) => Assert.Null(new TextDeltaReader().TryRead(Encoding.UTF8.GetBytes(data)));

    private static ChatCompletionChunk Deserialize(string data) => JsonSerializer.Deserialize(data, ChatJson.Context.ChatCompletionChunk)!;

    private static string Write(ChatCompletionChunk? chunk) => JsonSerializer.Serialize(chunk!, ChatJson.Context.ChatCompletionChunk);
}
