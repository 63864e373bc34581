using System;
using System.Linq;
using System.Threading.Tasks;
using Xunit;

namespace Mistral.Client.Tests;

public sealed class EmbeddingTests(EmulatorFixture emulator) : EmulatorTests(emulator)
{
    [Fact(Timeout = Limits.Test)]
    public async Task Texts_are_sent_at_once_and_their_vectors_come_in_order()
    {
        using MistralClient client = CreateClient();

        EmbeddingReply reply = await client.Embeddings.CreateAsync(new EmbeddingRequest { Model = "mistral-embed", Input = ["a cat", "a dog", "größe"] }, cancellationToken: Cancellation);

        Assert.Equal([0, 1, 2], reply.Data.Select(v => v.Index));
        Assert.All(reply.Data, v => Assert.Equal(1024, v.Embedding.Length));
        Assert.All(reply.Data, v => Assert.InRange(v.Embedding.Sum(x => x * x), 0.999, 1.001));
        Assert.Equal("mistral-embed", reply.Model);
        Assert.True(reply.Usage!.PromptTokens > 0);
        System.Text.Json.JsonElement sent = Assert.Single(await GetLogAsync("path=/v1/embeddings"));
        Assert.Equal("""{"model":"mistral-embed","input":["a cat","a dog","größe"]}""", sent.GetProperty("body").GetString());
        Assert.Equal("POST", sent.GetProperty("method").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task The_length_and_the_type_of_numbers_can_be_chosen()
    {
        using MistralClient client = CreateClient();

        EmbeddingReply reply = await client.Embeddings.CreateAsync(
            new EmbeddingRequest { Model = "codestral-embed", Input = ["x"], OutputDimension = 64, OutputDtype = "int8" }, cancellationToken: Cancellation);

        Assert.Equal(64, reply.Data[0].Embedding.Length);
        Assert.All(reply.Data[0].Embedding, x => Assert.Equal(Math.Round(x), x));
        Assert.Equal(
            """{"model":"codestral-embed","input":["x"],"output_dimension":64,"output_dtype":"int8"}""",
            Assert.Single(await GetLogAsync("path=/v1/embeddings")).GetProperty("body").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Vectors_that_travel_as_base64_are_the_same()
    {
        using MistralClient client = CreateClient();
        EmbeddingRequest request = new() { Model = "mistral-embed", Input = ["a cat"] };

        EmbeddingReply plain = await client.Embeddings.CreateAsync(request, cancellationToken: Cancellation);
        EmbeddingReply packed = await client.Embeddings.CreateAsync(request with { EncodingFormat = "base64" }, cancellationToken: Cancellation);

        Assert.Equal(plain.Data[0].Embedding, packed.Data[0].Embedding);
        Assert.Equal(
            """{"model":"mistral-embed","input":["a cat"],"encoding_format":"base64"}""",
            (await GetLogAsync("path=/v1/embeddings", count: 2))[1].GetProperty("body").GetString());
    }

    [Fact(Timeout = Limits.Test)]
    public async Task Vectors_in_another_order_are_put_in_order()
    {
        EmbeddingReply reply = await ReadAsync("""{"data":[{"index":2,"embedding":[2.5]},{"index":0,"embedding":[-0.5,1e-3]},{"index":1,"embedding":[]}],"a_new_field":1}""", 3);

        Assert.Equal([[-0.5f, 0.001f], [], [2.5f]], reply.Data.Select(v => v.Embedding));
        Assert.True(reply.Other!.ContainsKey("a_new_field"));
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_vector_in_base64_is_little_endian_floats()
    {
        // 1, -2 and 0.15625.
        byte[] bytes = [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0x20, 0x3E];

        EmbeddingReply reply = await ReadAsync($$"""{"data":[{"index":0,"embedding":"{{Convert.ToBase64String(bytes)}}"}]}""", 1);

        Assert.Equal([1f, -2f, 0.15625f], reply.Data[0].Embedding);
    }

    [Fact(Timeout = Limits.Test)]
    public async Task A_vector_longer_than_any_buffer_is_read_whole()
    {
        string numbers = string.Join(",", Enumerable.Range(0, 5000).Select(i => $"{i}.5"));

        EmbeddingReply reply = await ReadAsync($$"""{"data":[{"index":0,"embedding":[{{numbers}}]}]}""", 1);

        Assert.Equal(Enumerable.Range(0, 5000).Select(i => i + 0.5f), reply.Data[0].Embedding);
    }

    [Theory(Timeout = Limits.Test)]
    [InlineData("""{"data":[{"index":0,"embedding":[1]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[1]},{"index":2,"embedding":[1]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}""")]
    [InlineData("""{"data":[{"index":1,"embedding":[1]},{"index":2,"embedding":[1]}]}""")]
    [InlineData("""{"data":[{"index":-1,"embedding":[1]},{"index":0,"embedding":[1]}]}""")]
    [InlineData("""{"data":[{"embedding":[1]},{"index":0,"embedding":[1]}]}""")]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"data":[null,null]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":null},{"index":1,"embedding":[1]}]}""")]
    [InlineData("""{"data":[{"index":0},{"index":1}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":["x"]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[null]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":[[1]]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":{"a":1}}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":"no base64!"}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":1,"embedding":"AAAA"}]}""")]
    public async Task A_wrong_count_a_doubled_index_or_a_broken_vector_is_an_error(string body)
    {
        MistralApiException e = await Assert.ThrowsAsync<MistralApiException>(() => ReadAsync(body, 2));

        Assert.Equal((MistralErrorKind.InvalidResponse, (int?)200, "POST /v1/embeddings"), (e.Kind, e.StatusCode, e.Operation));
    }

    private static async Task<EmbeddingReply> ReadAsync(string body, int count)
    {
        using RawServer server = RawServer.Start(RawReply.Json(body));
        using MistralClient client = TestClient.For(server.BaseUri);
        return await client.Embeddings.CreateAsync(
            new EmbeddingRequest { Model = "m", Input = [.. Enumerable.Range(0, count).Select(i => "text " + i)] }, cancellationToken: Cancellation);
    }
}
