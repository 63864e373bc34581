using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Chat;

namespace Mistral.Client;

/// <summary>Code completion between a prompt and a suffix: <c>POST /v1/fim/completions</c>.</summary>
public sealed class FimOperations
{
    private readonly CompletionExchange _exchange;

    internal FimOperations(CompletionExchange exchange)
    {
        _exchange = exchange;
    }

    /// <summary>Sends a request and waits for the complete response.</summary>
    /// <param name="request">The request.</param>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed.</exception>
    public Task<ChatCompletion> CompleteAsync(FimCompletionRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        _exchange.CompleteAsync(request with { Stream = null }, progress, cancellationToken);

    /// <summary>Sends a request and returns the events of the response as they arrive. Leaving the loop cancels the request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed, at its start or during the stream.</exception>
    public IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        FimCompletionRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        _exchange.StreamAsync(request with { Stream = true }, progress, cancellationToken);
}
