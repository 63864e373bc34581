using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.Testing;

namespace Mistral.Emulator;

/// <summary>The main steps of Try.ps1 without PowerShell.</summary>
internal sealed class ClientTour(TryApi api) : IDisposable
{
    private const string ChatModel = "mistral-small-latest";
    private const string EmbeddingModel = "mistral-embed";
    private const int LinesOfPage = 40;
    private const int PagesPerRequest = 8;
    private const int Matches = 3;

    private readonly MistralClient _client = new(api.Options);

    public async Task<bool> ShowAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ConnectAsync(cancellationToken);
            await AskAsync(cancellationToken);
            await StreamAsync(cancellationToken);
            await MatchAsync(cancellationToken);
        }
        catch (Exception e) when (e is MistralApiException or IOException or InvalidDataException)
        {
            Console.WriteLine($"FAILED: {e.Message}");
            return false;
        }

        Console.WriteLine();
        Console.WriteLine("Every step worked.");
        return true;
    }

    public void Dispose() => _client.Dispose();

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        Say("Connect, and see which models the key may use.", "await client.Models.ListAsync()");
        var models = await _client.Models.ListAsync(cancellationToken: cancellationToken);
        Console.WriteLine(string.Join(", ", models.Select(model => model.Id)));
    }

    private async Task AskAsync(CancellationToken cancellationToken)
    {
        var licence = string.Join(' ', await File.ReadAllLinesAsync(InRoot("LICENSE"), cancellationToken));
        const string Question = "Does this come with a warranty of any kind?";
        Say("Ask about a file.", $"await client.Chat.CompleteAsync(system: LICENSE, user: \"{Question}\")");
        var request = new ChatCompletionRequest
        {
            Model = ChatModel,
            Messages = [Client.ChatMessage.System(licence), Client.ChatMessage.User(Question)],
        };
        var answer = await AnswerAsync(request, cancellationToken);

        const string Second = "And who is liable for damages?";
        Say("Go on from the reply, with the whole conversation.", $"await client.Chat.CompleteAsync(the above, user: \"{Second}\")");
        await AnswerAsync(request with { Messages = [.. request.Messages, answer, Client.ChatMessage.User(Second)] }, cancellationToken);
    }

    private async Task<Client.ChatMessage> AnswerAsync(ChatCompletionRequest request, CancellationToken cancellationToken)
    {
        var completion = await _client.Chat.CompleteAsync(request, cancellationToken: cancellationToken);
        var message = completion.Choices[0].Message!;
        Console.WriteLine(message);
        Console.WriteLine($"({completion.Model}, {completion.Usage?.TotalTokens} tokens, {completion.Choices[0].FinishReason})");
        Require(message.ToString().Length > 0);
        return message;
    }

    private async Task StreamAsync(CancellationToken cancellationToken)
    {
        const string Question = "Name three uses of PowerShell.";
        Say("Watch a reply being written.", $"await foreach (var piece in client.Chat.StreamAsync(user: \"{Question}\"))");
        var request = new ChatCompletionRequest { Model = ChatModel, Messages = [Client.ChatMessage.User(Question)] };
        var pieces = 0;
        var tokens = 0;
        await foreach (var chunk in _client.Chat.StreamAsync(request, cancellationToken: cancellationToken))
        {
            pieces++;
            tokens = chunk.Usage?.TotalTokens ?? tokens;
            Console.Write(chunk.Choices is [var choice, ..] ? choice.Delta?.Content : null);
        }

        Console.WriteLine();
        Console.WriteLine($"({pieces} pieces, {tokens} tokens)");
        Require(pieces > 1);
    }

    private async Task MatchAsync(CancellationToken cancellationToken)
    {
        const string Question = "What did each model cost this month?";
        Say("Embed pages of the documentation, and find the ones that fit a question.", $"await client.Embeddings.CreateAsync(docs/Get-*.md), and of \"{Question}\"");
        var pages = Directory.GetFiles(InRoot("docs"), "Get-*.md");
        var asked = (await EmbedAsync([Question], cancellationToken))[0];
        var vectors = new List<float[]>();
        foreach (var some in pages.Select(page => string.Join('\n', File.ReadLines(page).Take(LinesOfPage))).Chunk(PagesPerRequest))
        {
            vectors.AddRange(await EmbedAsync(some, cancellationToken));
        }

        var best = pages.Zip(vectors, (page, vector) => (page, cosine: Cosine(asked, vector))).OrderByDescending(item => item.cosine).Take(Matches).ToList();
        foreach (var (page, cosine) in best)
        {
            Console.WriteLine($"{cosine:0.000}  {Path.GetFileName(page)}");
        }

        Require(best is [(_, > 0), ..]);
    }

    private async Task<IReadOnlyList<float[]>> EmbedAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var reply = await _client.Embeddings.CreateAsync(new EmbeddingRequest { Model = EmbeddingModel, Input = texts }, cancellationToken: cancellationToken);
        return [.. reply.Data.Select(vector => vector.Embedding)];
    }

    private static double Cosine(float[] a, float[] b)
    {
        static double Dot(float[] left, float[] right) => left.Zip(right).Sum(pair => (double)pair.First * pair.Second);
        return Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));
    }

    private static void Require(bool gave)
    {
        if (!gave)
        {
            throw new InvalidDataException("The call gave no usable result.");
        }
    }

    private static string InRoot(string name) => Path.Combine(RepositoryPaths.Root, name);

    private static void Say(string title, string code)
    {
        Console.WriteLine();
        Console.WriteLine("# " + title);
        Console.WriteLine("C#> " + code);
    }
}
