using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Chat;

namespace Mistral.Client;

/// <summary>Chat completions: <c>POST /v1/chat/completions</c> for a model, <c>POST /v1/agents/completions</c> for an agent.</summary>
public sealed class ChatOperations
{
    private readonly CompletionExchange _exchange;

    internal ChatOperations(CompletionExchange exchange)
    {
        _exchange = exchange;
    }

    /// <summary>Sends a request and waits for the complete response.</summary>
    /// <param name="request">The request: a <see cref="ChatCompletionRequest"/> or an <see cref="AgentCompletionRequest"/>.</param>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed.</exception>
    public Task<ChatCompletion> CompleteAsync(ChatRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        _exchange.CompleteAsync(request.Stream is null ? request : request with { Stream = null }, progress, cancellationToken);

    /// <summary>Sends a request and returns the events of the response as they arrive. Leaving the loop cancels the request.</summary>
    /// <param name="request">The request: a <see cref="ChatCompletionRequest"/> or an <see cref="AgentCompletionRequest"/>.</param>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed, at its start or during the stream.</exception>
    public IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        ChatRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        _exchange.StreamAsync(request with { Stream = true }, progress, cancellationToken);
}
