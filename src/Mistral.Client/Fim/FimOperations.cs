using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Chat;

namespace Mistral.Client;

/// <summary>Completion of code between a beginning and an end: <c>POST /v1/fim/completions</c>.</summary>
public sealed class FimOperations
{
    private readonly CompletionExchange _exchange;

    internal FimOperations(CompletionExchange exchange)
    {
        _exchange = exchange;
    }

    /// <summary>Asks and waits for the whole completion.</summary>
    /// <param name="request">What to complete.</param>
    /// <param name="progress">Is told what happens on the wire.</param>
    /// <param name="cancellationToken">Ends it at any point.</param>
    /// <exception cref="MistralApiException">It failed.</exception>
    public Task<ChatCompletion> CompleteAsync(FimCompletionRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        _exchange.CompleteAsync(request with { Stream = null }, progress, cancellationToken);

    /// <summary>Asks and gives the completion piece by piece as it is written. Leaving the loop ends the request.</summary>
    /// <param name="request">What to complete.</param>
    /// <param name="progress">Is told what happens on the wire.</param>
    /// <param name="cancellationToken">Ends it at any point.</param>
    /// <exception cref="MistralApiException">It failed, at the start or in the middle.</exception>
    public IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        FimCompletionRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        _exchange.StreamAsync(request with { Stream = true }, progress, cancellationToken);
}
