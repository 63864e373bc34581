using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class StreamDeliveryTests(EmulatorFixture emulator) : EmulatorTests(emulator)
{
    [Fact(Timeout = Limits.Test)]
    public async Task A_streamed_completion_equals_a_buffered_one()
    {
        using MistralClient client = CreateClient();
        ChatMessageBuilder builder = new();
        string? finish = null;
        TokenUsage? usage = null;

        ChatCompletion whole = await client.Chat.CompleteAsync(TestClient.Ask(), cancellationToken: Cancellation);
        await foreach (ChatCompletionChunk chunk in client.Chat.StreamAsync(TestClient.Ask(), cancellationToken: Cancellation))
        {
            ChatChunkChoice choice = Assert.Single(chunk.Choices!);
            builder.Add(choice.Delta!);
            finish = choice.FinishReason ?? finish;
            usage = chunk.Usage ?? usage;
        }

        Assert.Contains("Paris", whole.Choices[0].Message!.ToString());
        Assert.Equal(whole.Choices[0].Message!.ToString(), builder.Build().ToString());
        Assert.Equal(whole.Choices[0].FinishReason, finish);
        Assert.Equal(whole.Usage!.TotalTokens, usage!.TotalTokens);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task An_event_is_delivered_before_the_next_is_sent()
    {
        await Control.AddFaultAsync("""{"holdBeforeEvent":2}""", Cancellation);
        using MistralClient client = CreateClient();
        await using IAsyncEnumerator<ChatCompletionChunk> chunks = client.Chat.StreamAsync(TestClient.Ask(), cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);

        Assert.True(await chunks.MoveNextAsync());

        JsonElement held = Assert.Single(await GetLogAsync("held=1"));
        Assert.Equal(1, held.GetProperty("eventsSent").GetInt32());
        Task<bool> next = chunks.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);
        await Control.ReleaseAsync(Cancellation);
        Assert.True(await next.Within(Limits.Patience));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Leaving_the_loop_aborts_the_request()
    {
        await Control.AddFaultAsync("""{"holdBeforeEvent":2}""", Cancellation);
        using MistralClient client = CreateClient();

        await foreach (ChatCompletionChunk chunk in client.Chat.StreamAsync(TestClient.Ask(), cancellationToken: Cancellation))
        {
            Assert.NotNull(chunk);
            break;
        }

        System.Diagnostics.Stopwatch watch = System.Diagnostics.Stopwatch.StartNew();
        JsonElement left = Assert.Single(await GetLogAsync("aborted=1&done=1"));
        Assert.InRange(watch.Elapsed, System.TimeSpan.Zero, Limits.Prompt);
        Assert.Equal(1, left.GetProperty("eventsSent").GetInt32());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_truncated_stream_is_a_broken_connection()
    {
        await Control.AddFaultAsync("""{"cutAfterBytes":600}""", Cancellation);
        using MistralClient client = CreateClient();
        int count = 0;

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(async () =>
        {
            await foreach (ChatCompletionChunk _ in client.Chat.StreamAsync(TestClient.Ask(), cancellationToken: Cancellation))
            {
                count++;
            }
        });

        Assert.Equal(MistralErrorKind.Connection, e.Kind);
        Assert.Contains("600 bytes", e.Message);
        Assert.InRange(count, 1, 5);
        _ = Assert.Single(await GetLogAsync("path=/v1/chat"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Fragments_of_thinking_and_tool_calls_are_joined_as_in_a_buffered_completion()
    {
        const string Script = """
            [{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Let me look at the map of the world."}],"closed":true},{"type":"text","text":"I shall look it up."}],
              "tool_calls":[{"id":"abc123456","function":{"name":"find_city","arguments":"{\"name\":\"Paris\",\"country\":\"France\"}"}},{"id":"def123456","function":{"name":"find_river","arguments":"{\"name\":\"Seine\"}"}}]}]
            """;
        using MistralClient client = CreateClient();
        ChatMessageBuilder builder = new();

        await PostControlAsync("replies", Script);
        ChatCompletion whole = await client.Chat.CompleteAsync(TestClient.Ask(), cancellationToken: Cancellation);
        await PostControlAsync("replies", Script);
        await foreach (ChatCompletionChunk chunk in client.Chat.StreamAsync(TestClient.Ask(), cancellationToken: Cancellation))
        {
            builder.Add(chunk.Choices!.Single().Delta!);
        }

        ChatMessage expected = whole.Choices[0].Message!;
        ChatMessage built = builder.Build();
        Assert.Equal("Let me look at the map of the world.", built.GetReasoning());
        Assert.Equal("I shall look it up.", built.ToString());
        Assert.Equal(expected.GetReasoning(), built.GetReasoning());
        Assert.Equal(expected.ToString(), built.ToString());
        Assert.Equal(Calls(expected), Calls(built));
        Assert.Equal(2, built.ToolCalls!.Length);
    }

    private static IEnumerable<string> Calls(ChatMessage message) =>
        message.ToolCalls!.Select(c => $"{c.Index} {c.Id} {c.Type} {c.Function.Name} {c.Function.Arguments}");
}
