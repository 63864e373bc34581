using System.Linq;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Mistral.Client.Tests;

/// <summary>Server-sent events of a chat.</summary>
internal static class Sse
{
    public const string Done = "data: [DONE]\n\n";

    private static readonly JsonSerializerOptions s_asItIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The JSON of one event that adds a text.</summary>
    public static string Data(string text, string? finish = null) =>
        $$"""{"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":{{JsonSerializer.Serialize(text, s_asItIs)}}},"finish_reason":{{(finish is null ? "null" : $"\"{finish}\"")}}}]}""";

    /// <summary>One complete event that adds a text.</summary>
    public static string Chunk(string text, string? finish = null) => $"data: {Data(text, finish)}\n\n";

    public static string Text(ChatCompletionChunk chunk) => chunk.Choices!.Single().Delta!.Content as string ?? string.Empty;
}
