using System;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Embeddings;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>Embeddings: <c>POST /v1/embeddings</c>.</summary>
public sealed class EmbeddingOperations
{
    private readonly IRequestSender _transport;

    internal EmbeddingOperations(IRequestSender transport)
    {
        _transport = transport;
    }

    /// <summary>Creates one vector for each text, in the order of the texts.</summary>
    /// <param name="request">The request.</param>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed, or the response does not have one vector for each text.</exception>
    public async Task<EmbeddingReply> CreateAsync(EmbeddingRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        MistralRequest message = new("POST", "/v1/embeddings")
        {
            Body = RequestBody.Json(JsonSerializer.SerializeToUtf8Bytes(request, EmbeddingJson.Context.EmbeddingRequest)),
            IsRepeatable = true,
            Model = request.Model,
        };
        return Read(await _transport.SendAsync(message, progress, cancellationToken).ConfigureAwait(false), request.Input.Count);
    }

    /// <summary>Reads a response.</summary>
    /// <param name="reply">The response.</param>
    /// <param name="texts">The number of texts of the request.</param>
    internal static EmbeddingReply Read(MistralResponse reply, int texts)
    {
        EmbeddingReply read = PlainEmbeddingReader.TryRead(reply.Body.Span) is { } plain && IsComplete(plain) ? plain : reply.ReadJson(EmbeddingJson.Context.EmbeddingReply, IsComplete);
        bool hasPlaces = read.Data.Any(v => v.GivenIndex is not null);
        EmbeddingVector[] ordered = hasPlaces
            ? [.. read.Data.OrderBy(v => v.Index)]
            : [.. read.Data.Select((v, place) => new EmbeddingVector { GivenIndex = place, Embedding = v.Embedding })];

        // A missing or repeated vector would assign the wrong vector to each later text.
        int places = ordered.Where(v => v.GivenIndex >= 0 && v.GivenIndex < texts).Select(v => v.Index).Distinct().Count();
        return ordered.Length == texts && places == texts
            ? new EmbeddingReply { Id = read.Id, Model = read.Model, Usage = read.Usage, Other = read.Other, Data = ordered }
            : throw reply.CreateInvalid($"The server returned {Count(ordered.Length, "vector")} for {Count(texts, "text")}, and {places} of the texts have an index.");
    }

    private static bool IsComplete(EmbeddingReply reply) => reply.Data?.All(v => v?.Embedding is not null) is true && !ErrorReply.IsBeside(reply.Other);

    private static string Count(int number, string unit) => $"{number} {unit}{(number == 1 ? string.Empty : "s")}";
}
