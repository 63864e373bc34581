using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Mistral.Client.Chat;

namespace Mistral.Benchmarks;

/// <summary>One event of a stream: by the reader of plain events, by the serializer, and what the JSON alone takes.</summary>
[MemoryDiagnoser]
public class ChunkBenchmarks
{
    private static readonly byte[] s_event = Encoding.UTF8.GetBytes(
        """{"id":"bench","object":"chat.completion.chunk","created":1700000000,"model":"mistral-small-latest","choices":[{"index":0,"delta":{"content":"word"},"finish_reason":null}]}""");

    private readonly TextDeltaReader _reader = new();

    [Benchmark(Baseline = true)]
    public int Tokens()
    {
        Utf8JsonReader reader = new(s_event);
        int count = 0;
        while (reader.Read())
        {
            count++;
        }

        return count;
    }

    [Benchmark]
    public object? Plain() => _reader.TryRead(s_event);

    [Benchmark]
    public object? Serializer() => JsonSerializer.Deserialize(s_event, ChatJson.Context.ChatCompletionChunk);
}
