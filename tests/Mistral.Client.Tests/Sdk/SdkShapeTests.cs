#if NET
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Threading.Tasks;
using Mistral.Client.Chat;
using Mistral.Client.Conversations;
using Xunit;

namespace Mistral.Client.Tests;

/// <summary>What the official SDK can read, this client reads with all that is in it: each member of its unions, each field.</summary>
public sealed class SdkShapeTests : ClientTests
{
    [Theory]
    [InlineData("ContentChunk", 7)]
    [InlineData("MessageOutputContentChunks", 6)]
    [InlineData("OutputContentChunks", 6)]
    public async Task Each_chunk_of_content_is_read(string union, int members)
    {
        SdkTypes types = SdkTypes.Read(await OfficialSdk.GetTypesAsync());
        IReadOnlyList<JsonNode> chunks = types.GetSamples(union);
        Assert.True(chunks.Count >= members, $"{union} has {chunks.Count} members.");

        ChatMessage message = JsonSerializer.Deserialize($$"""{"role":"assistant","content":{{new JsonArray([.. chunks.Select(c => c.DeepClone())]).ToJsonString()}}}""", ChatJson.Context.ChatMessage)!;
        Assert.Equal(chunks.Select(c => c["type"]!.GetValue<string>()), ((IEnumerable<ContentChunk>)message.Content!).Select(c => c.Type));
        AssertKept(new JsonObject { ["content"] = new JsonArray([.. chunks.Select(c => c.DeepClone())]) }, message, ChatJson.Context.ChatMessage);
    }

    [Fact]
    public async Task Each_event_of_a_conversation_is_read()
    {
        SdkTypes types = SdkTypes.Read(await OfficialSdk.GetTypesAsync());
        JsonNode[] events = [.. types.GetSamples("ConversationEventsData").OrderBy(e => GetTypeOf(e) == ConversationStreamEvent.DoneType)];
        Assert.True(events.Length >= 10, $"There are {events.Length} events.");
        JsonNode[] good = [.. events.Where(e => GetTypeOf(e) != ConversationStreamEvent.ErrorType)];

        List<ConversationStreamEvent> read = [];
        using RawServer server = RawServer.Start(RawReply.Of(200, string.Concat(good.Select(ToEvent)), "text/event-stream"));
        using MistralClient client = TestClient.For(server.BaseUri);
        await foreach (ConversationStreamEvent item in client.Conversations.StreamAsync(Start(), cancellationToken: Cancellation))
        {
            read.Add(item);
        }

        Assert.Equal(good.Select(GetTypeOf), read.Select(e => e.Type));
        for (int i = 0; i < good.Length; i++)
        {
            AssertKept(good[i], read[i], ConversationJson.Context.ConversationStreamEvent);
        }
    }

    [Fact]
    public async Task The_error_of_a_conversation_is_read()
    {
        SdkTypes types = SdkTypes.Read(await OfficialSdk.GetTypesAsync());
        JsonNode error = Assert.Single(types.GetSamples("ResponseErrorEvent"));
        using RawServer server = RawServer.Start(RawReply.Of(200, ToEvent(error), "text/event-stream"));
        using MistralClient client = TestClient.For(server.BaseUri);

        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(async () =>
        {
            await foreach (ConversationStreamEvent _ in client.Conversations.StreamAsync(Start(), cancellationToken: Cancellation))
            {
            }
        });

        Assert.Equal((MistralErrorKind.ServerError, error["message"]!.GetValue<string>(), error["code"]!.ToJsonString()), (e.Kind, e.Message, e.ErrorCode));
    }

    [Fact]
    public async Task A_conversation_is_read()
    {
        JsonNode reply = await GetSampleAsync("ConversationResponse");
        Assert.Equal(4, reply["outputs"]!.AsArray().Select(GetTypeOf).Distinct().Count());
        using RawServer server = RawServer.Start(RawReply.Json(reply.ToJsonString()));
        using MistralClient client = TestClient.For(server.BaseUri);

        AssertKept(reply, await client.Conversations.CompleteAsync(Start(), cancellationToken: Cancellation), ConversationJson.Context.ConversationResponse);
    }

    [Theory]
    [InlineData("ChatCompletionResponse", false)]
    [InlineData("FIMCompletionResponse", true)]
    public async Task A_completion_is_read(string type, bool isCode)
    {
        JsonNode reply = await GetSampleAsync(type);
        using RawServer server = RawServer.Start(RawReply.Json(reply.ToJsonString()));
        using MistralClient client = TestClient.For(server.BaseUri);

        ChatCompletion read = isCode
            ? await client.Fim.CompleteAsync(new FimCompletionRequest { Model = "m", Prompt = "a" }, cancellationToken: Cancellation)
            : await client.Chat.CompleteAsync(TestClient.Ask(), cancellationToken: Cancellation);

        AssertKept(reply, read, ChatJson.Context.ChatCompletion);
    }

    [Fact]
    public async Task A_piece_of_a_completion_is_read()
    {
        JsonNode piece = await GetSampleAsync("CompletionChunk");
        using RawServer server = RawServer.Start(RawReply.Of(200, $"data: {piece.ToJsonString()}\n\ndata: [DONE]\n\n", "text/event-stream"));
        using MistralClient client = TestClient.For(server.BaseUri);

        ChatCompletionChunk? read = null;
        await foreach (ChatCompletionChunk chunk in client.Chat.StreamAsync(TestClient.Ask(), cancellationToken: Cancellation))
        {
            read ??= chunk;
        }

        // The client ignores the type of the object and the fields that a delta has for the server.
        _ = piece.AsObject().Remove("object");
        _ = piece["choices"]![0]!["delta"]!.AsObject().Remove("metadata");
        AssertKept(piece, read!, ChatJson.Context.ChatCompletionChunk);
    }

    [Fact]
    public async Task Embeddings_are_read()
    {
        JsonNode reply = await GetSampleAsync("EmbeddingResponse");
        reply["data"]![0]!["index"] = 0;
        using RawServer server = RawServer.Start(RawReply.Json(reply.ToJsonString()));
        using MistralClient client = TestClient.For(server.BaseUri);

        EmbeddingReply read = await client.Embeddings.CreateAsync(new EmbeddingRequest { Model = "m", Input = ["a"] }, cancellationToken: Cancellation);

        Assert.Equal(reply["data"]![0]!["embedding"]!.AsArray().Select(n => (float)n!.GetValue<int>()), Assert.Single(read.Data).Embedding);
        Assert.Equal((reply["id"]!.GetValue<string>(), reply["model"]!.GetValue<string>()), (read.Id, read.Model));
        AssertKept(reply["usage"]!, read.Usage!, (JsonTypeInfo<TokenUsage>)ChatJson.Context.GetTypeInfo(typeof(TokenUsage))!);
    }

    [Fact]
    public async Task Models_are_read()
    {
        JsonNode reply = await GetSampleAsync("ModelList");
        using RawServer server = RawServer.Start(RawReply.Json(reply.ToJsonString()));
        using MistralClient client = TestClient.For(server.BaseUri);

        IReadOnlyList<ModelCard> read = await client.Models.ListAsync(cancellationToken: Cancellation);

        JsonArray models = reply["data"]!.AsArray();
        Assert.True(models.Count >= 2);
        Assert.Equal(models.Select(m => m!["id"]!.GetValue<string>()), read.Select(m => m.Id));
        Assert.Equal(models.Select(m => m!["capabilities"]!.AsObject().Count), read.Select(m => m.Capabilities!.Count));
    }

    private static async Task<JsonNode> GetSampleAsync(string type) => Assert.Single(SdkTypes.Read(await OfficialSdk.GetTypesAsync()).GetSamples(type));

    private static ConversationStartRequest Start() => new() { Model = "m", Inputs = [ConversationEntry.User("Hi", [])] };

    private static string? GetTypeOf(JsonNode? node) => node!["type"]?.GetValue<string>();

    private static string ToEvent(JsonNode data) => $"event: {GetTypeOf(data)}\ndata: {data.ToJsonString()}\n\n";

    // Unknown fields are written again.
    private static void AssertKept<T>(JsonNode sent, T read, JsonTypeInfo<T> type) => Assert.Empty(FindLost(sent, JsonSerializer.SerializeToNode(read, type), "$"));

    private static IEnumerable<string> FindLost(JsonNode? sent, JsonNode? read, string path) => (sent, read) switch
    {
        (JsonObject fields, JsonObject kept) => fields.SelectMany(f => FindLost(f.Value, kept[f.Key], $"{path}.{f.Key}")),
        (JsonArray items, JsonArray kept) when items.Count == kept.Count => items.SelectMany((item, i) => FindLost(item, kept[i], $"{path}[{i}]")),
        _ => JsonNode.DeepEquals(sent, read) || IsSameObject(sent, read) ? [] : [$"{path}: {sent?.ToJsonString()} is {read?.ToJsonString() ?? "missing"}"],
    };

    // Arguments that are an object are kept as JSON.
    private static bool IsSameObject(JsonNode? sent, JsonNode? read) =>
        sent is JsonObject && read is JsonValue text && text.TryGetValue(out string? json) && JsonNode.DeepEquals(sent, JsonNode.Parse(json));
}
#endif
