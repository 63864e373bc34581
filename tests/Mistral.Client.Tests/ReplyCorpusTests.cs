using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>Replies as real servers send them, each a file, through every operation that reads such replies.</summary>
public sealed class ReplyCorpusTests : ClientTests
{
    public static TheoryData<string> Completions => ReplyCase.Find(nameof(Completions));

    public static TheoryData<string> Conversations => ReplyCase.Find(nameof(Conversations));

    public static TheoryData<string> Embeddings => ReplyCase.Find(nameof(Embeddings));

    public static TheoryData<string> Models => ReplyCase.Find(nameof(Models));

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Completions))]
    public async Task Chats_agents_and_code_read_a_completion(string name)
    {
        ReplyCase reply = ReplyCase.Read(nameof(Completions), name);
        ChatRequest[] chats = [TestClient.Ask(), new AgentCompletionRequest { AgentId = "ag_1", Messages = [ChatMessage.User("Hi")] }];
        foreach (ChatRequest request in chats)
        {
            await ReadAsync(reply, (client, read) => reply.IsStream
                ? ReadStreamAsync(client.Chat.StreamAsync(request, cancellationToken: Cancellation), read)
                : ReadWholeAsync(client.Chat.CompleteAsync(request, cancellationToken: Cancellation), read));
        }

        FimCompletionRequest code = new() { Model = "m", Prompt = "def f(" };
        await ReadAsync(reply, (client, read) => reply.IsStream
            ? ReadStreamAsync(client.Fim.StreamAsync(code, cancellationToken: Cancellation), read)
            : ReadWholeAsync(client.Fim.CompleteAsync(code, cancellationToken: Cancellation), read));
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Conversations))]
    public async Task Conversations_are_read(string name)
    {
        ReplyCase reply = ReplyCase.Read(nameof(Conversations), name);
        ConversationStartRequest start = new() { Model = "m", Inputs = [ConversationEntry.User("Hi", [])] };
        await ReadAsync(reply, async (client, read) =>
        {
            if (!reply.IsStream)
            {
                Describe(await client.Conversations.CompleteAsync(start, cancellationToken: Cancellation), read);
                return;
            }

            ConversationResponseBuilder builder = new();
            await foreach (ConversationStreamEvent item in client.Conversations.StreamAsync(start, cancellationToken: Cancellation))
            {
                builder.Add(item);
                Describe(builder.Build(), read);
            }
        });
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Embeddings))]
    public async Task Embeddings_are_read(string name)
    {
        await ReadAsync(ReplyCase.Read(nameof(Embeddings), name), async (client, read) =>
        {
            EmbeddingReply reply = await client.Embeddings.CreateAsync(new EmbeddingRequest { Model = "m", Input = ["a", "b"] }, cancellationToken: Cancellation);
            read["vectors"] = new JsonArray([.. reply.Data.Select(v => new JsonArray([.. v.Embedding.Select(x => (JsonNode)x)]))]);
            read["usage"] = reply.Usage?.ToString();
            Assert.Equal(Enumerable.Range(0, reply.Data.Count), reply.Data.Select(v => v.Index));
        });
    }

    [Theory(Timeout = Limits.Test)]
    [MemberData(nameof(Models))]
    public async Task Models_are_read(string name) =>
        await ReadAsync(ReplyCase.Read(nameof(Models), name), async (client, read) =>
            read["models"] = ToArray((await client.Models.ListAsync(cancellationToken: Cancellation)).Select(m => m.Id)));

    private static async Task ReadAsync(ReplyCase reply, Func<MistralClient, JsonObject, Task> readAsync)
    {
        using RawServer server = RawServer.Start(reply.Answer());
        using MistralClient client = new(TestClient.Options(server.BaseUri, TestKey.New()) with { Retry = TestClient.NoRetry });
        JsonObject read = [];
        try
        {
            await readAsync(client, read);
        }
        catch (MistralApiException e)
        {
            read["error"] = new JsonObject { ["kind"] = e.Kind.ToString(), ["message"] = e.Message, ["code"] = e.ErrorCode, ["type"] = e.ErrorType };
        }

        reply.AssertRead(read);
        _ = Assert.Single(server.Requests);
    }

    private static async Task ReadStreamAsync(IAsyncEnumerable<ChatCompletionChunk> chunks, JsonObject read)
    {
        ChatCompletionBuilder builder = new();
        List<string> pieces = [];
        await foreach (ChatCompletionChunk chunk in chunks)
        {
            builder.Add(chunk);
            pieces.AddRange((chunk.Choices ?? []).Select(c => c.Delta?.Content as string ?? string.Empty).Where(text => text.Length > 0));
            read["pieces"] = ToArray(pieces);
            Describe(builder.Build(), read);
        }
    }

    private static async Task ReadWholeAsync(Task<ChatCompletion> whole, JsonObject read) => Describe(await whole, read);

    private static void Describe(ChatCompletion completion, JsonObject read)
    {
        read["usage"] = completion.Usage?.ToString();
        read["created"] = completion.Created;
        read["model"] = completion.Model;
        if (completion.Choices.Count > 0)
        {
            ChatMessage message = Assert.Single(completion.Choices).GetLastMessage();
            read["text"] = message.ToString();
            read["reasoning"] = message.GetReasoning();
            read["role"] = message.Role;
            read["finish"] = completion.Choices[0].FinishReason;
            Describe(message.ToolCalls ?? [], read);
        }
    }

    private static void Describe(ConversationResponse response, JsonObject read)
    {
        ConversationEntry[] messages = [.. response.Outputs.Where(o => o.Type == ConversationEntry.MessageOutputType)];
        read["usage"] = response.Usage?.ToString();
        read["text"] = string.Concat(messages.Select(m => m.ToString()));
        read["reasoning"] = string.Concat(messages.Select(m => m.GetReasoning()));
        Describe(response.GetToolCalls(), read);
    }

    // Generated ids are unique and have the form that the API accepts. Ids of the files contain 'abc'.
    private static void Describe(ToolCall[] calls, JsonObject read)
    {
        string[] made = [.. calls.Select(c => c.Id!).Where(id => id?.Contains("abc") is not true).Distinct()];
        Assert.All(made, id => Assert.Matches("^[A-Za-z0-9]{9}$", id));
        read["calls"] = ToArray(calls.Select(c => c.Function.ToString()));
        read["madeIds"] = made.Length;
        read["noArguments"] = calls.Count(c => c.ForReplay().Function.Arguments == "{}");
    }

    private static JsonArray ToArray(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
