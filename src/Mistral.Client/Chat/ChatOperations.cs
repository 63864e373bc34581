using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Chat;

namespace Mistral.Client;

/// <summary>Chats with a model, <c>POST /v1/chat/completions</c>, or with an agent, <c>POST /v1/agents/completions</c>.</summary>
public sealed class ChatOperations
{
    private readonly CompletionExchange _exchange;

    internal ChatOperations(CompletionExchange exchange)
    {
        _exchange = exchange;
    }

    /// <summary>Asks and waits for the whole answer.</summary>
    /// <param name="request">The question, a <see cref="ChatCompletionRequest"/> or an <see cref="AgentCompletionRequest"/>.</param>
    /// <param name="progress">Is told what happens on the wire.</param>
    /// <param name="cancellationToken">Ends it at any point.</param>
    /// <exception cref="MistralApiException">It failed.</exception>
    public Task<ChatCompletion> CompleteAsync(ChatRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        _exchange.CompleteAsync(request with { Stream = null }, progress, cancellationToken);

    /// <summary>Asks and gives the answer piece by piece as it is written. Leaving the loop ends the request.</summary>
    /// <param name="request">The question, a <see cref="ChatCompletionRequest"/> or an <see cref="AgentCompletionRequest"/>.</param>
    /// <param name="progress">Is told what happens on the wire.</param>
    /// <param name="cancellationToken">Ends it at any point.</param>
    /// <exception cref="MistralApiException">It failed, at the start or in the middle.</exception>
    public IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        ChatRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default) =>
        _exchange.StreamAsync(request with { Stream = true }, progress, cancellationToken);
}
