using System;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Mistral.Benchmarks;

/// <summary>
/// A server that costs as little as can be, so that what is measured is the client: its replies are bytes made before,
/// and it looks at no more of a request than it must. The limit of tokens is the number of pieces of a stream.
/// </summary>
internal static class BenchServer
{
    private const int Dimension = 1024;
    private const int PiecesAtOnce = 512;

    private static readonly byte[] s_reply = """
        {"id":"bench","object":"chat.completion","model":"mistral-small-latest","created":1700000000,"choices":[{"index":0,"message":{"role":"assistant","content":"Hello","tool_calls":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}
        """u8.ToArray();

    private static readonly byte[] s_end = Encoding.UTF8.GetBytes(CreateEvent("", "\"stop\"", ""","usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}""") + "data: [DONE]\n\n");
    private static readonly byte[] s_pieces = CreatePieces();
    private static readonly ConcurrentDictionary<int, byte[]> s_vectors = new();

    /// <param name="delay">The delay of each chat response in milliseconds.</param>
    public static async Task RunAsync(int delay)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        _ = builder.Logging.ClearProviders();
        _ = builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        _ = app.MapPost("/v1/chat/completions", context => AnswerAsync(context, delay));
        _ = app.MapPost("/v1/embeddings", EmbedAsync);
        await app.StartAsync();
        string address = string.Join(string.Empty, app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses);
        Console.WriteLine(address);

        // The parent process ends the server by closing its input or by ending.
        _ = await Console.In.ReadLineAsync();
    }

    private static async Task AnswerAsync(HttpContext context, int delay)
    {
        using JsonDocument request = await JsonDocument.ParseAsync(context.Request.Body);
        if (delay > 0)
        {
            await Task.Delay(delay);
        }

        if (request.RootElement.TryGetProperty("stream", out JsonElement stream) && stream.ValueKind is JsonValueKind.True)
        {
            await StreamAsync(context.Response, request.RootElement.GetProperty("max_tokens").GetInt32());
            return;
        }

        await WriteAsync(context.Response, s_reply);
    }

    private static async Task StreamAsync(HttpResponse response, int count)
    {
        response.ContentType = "text/event-stream";
        int size = s_pieces.Length / PiecesAtOnce;
        for (int left = count; left > 0; left -= PiecesAtOnce)
        {
            await response.Body.WriteAsync(s_pieces.AsMemory(0, size * Math.Min(left, PiecesAtOnce)));
        }

        await response.Body.WriteAsync(s_end);
    }

    private static async Task EmbedAsync(HttpContext context)
    {
        using JsonDocument request = await JsonDocument.ParseAsync(context.Request.Body);
        await WriteAsync(context.Response, s_vectors.GetOrAdd(request.RootElement.GetProperty("input").GetArrayLength(), CreateVectors));
    }

    private static async Task WriteAsync(HttpResponse response, byte[] body)
    {
        response.ContentType = "application/json";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body);
    }

    private static byte[] CreatePieces()
    {
        StringBuilder pieces = new();
        for (int i = 0; i < PiecesAtOnce; i++)
        {
            _ = pieces.Append(CreateEvent("word", "null", string.Empty));
        }

        return Encoding.UTF8.GetBytes(pieces.ToString());
    }

    private static string CreateEvent(string content, string finishReason, string usage) =>
        $$$"""data: {"id":"bench","object":"chat.completion.chunk","created":1700000000,"model":"mistral-small-latest","choices":[{"index":0,"delta":{"content":"{{{content}}}"},"finish_reason":{{{finishReason}}}}]{{{usage}}}}""" + "\n\n";

    private static byte[] CreateVectors(int count)
    {
        Random random = new(1);
        StringBuilder vectors = new("""{"id":"bench","object":"list","model":"mistral-embed","data":[""");
        for (int i = 0; i < count; i++)
        {
            _ = vectors.Append(i == 0 ? string.Empty : ",").Append("""{"object":"embedding","index":""").Append(i).Append(""","embedding":[""");
            for (int j = 0; j < Dimension; j++)
            {
                _ = vectors.Append(j == 0 ? string.Empty : ",").Append((random.NextSingle() - 0.5f).ToString("R", CultureInfo.InvariantCulture));
            }

            _ = vectors.Append("]}");
        }

        _ = vectors.Append("""],"usage":{"prompt_tokens":512,"total_tokens":512}}""");
        return Encoding.UTF8.GetBytes(vectors.ToString());
    }
}
