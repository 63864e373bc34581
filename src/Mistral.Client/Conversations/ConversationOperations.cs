using System;
using System.Collections.Generic;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Conversations;
using Mistral.Client.Streaming;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>Conversations that the server stores: start, append and restart, with or without streaming.</summary>
public sealed class ConversationOperations
{
    private readonly IRequestSender _transport;

    internal ConversationOperations(IRequestSender transport)
    {
        _transport = transport;
    }

    /// <summary>Sends a request and waits for the complete response.</summary>
    /// <param name="request">The request.</param>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed.</exception>
    public async Task<ConversationResponse> CompleteAsync(
        ConversationRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        MistralResponse reply = await _transport.SendAsync(CreateRequest(request with { Stream = null }, "application/json"), progress, cancellationToken).ConfigureAwait(false);
        return reply.ReadJson(ConversationJson.Context.ConversationResponse, static r => r.IsComplete).Complete();
    }

    /// <summary>Sends a request and returns the events of the response as they arrive. Leaving the loop cancels the request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="progress">Receives what happens on the wire.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="MistralApiException">The request failed, at its start or during the stream.</exception>
    public async IAsyncEnumerable<ConversationStreamEvent> StreamAsync(
        ConversationRequest request, IProgress<TransportEvent>? progress = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using StreamingResponse reply = await _transport.OpenAsync(CreateRequest(request with { Stream = true }, "text/event-stream"), progress, cancellationToken).ConfigureAwait(false);
        bool isFinished = false;
        ConversationEventReader reader = new(reply);
        await foreach (SseItem<ConversationStreamEvent?> read in EventStream.Read(reply, reader.Read, cancellationToken).ConfigureAwait(false))
        {
            // Other streams of the API end with such a mark. Some conversation streams have no other end.
            ConversationStreamEvent item = read.Data ?? reader.CreateEnd();
            if (read.Data is null && isFinished)
            {
                break;
            }

            if (ReferenceEquals(item, ConversationEventReader.Nothing))
            {
                continue;
            }

            if (item.Type == ConversationStreamEvent.DoneType)
            {
                isFinished = true;
                foreach (ConversationStreamEvent rest in reader.GetRest())
                {
                    yield return rest;
                }
            }

            yield return item;
            if (read.Data is null)
            {
                break;
            }
        }

        if (!isFinished)
        {
            throw TransportFailure.Truncated(reply.Operation, reply.Body.Position);
        }
    }

    // A POST isn't repeatable: the server could store a second conversation, or the same message twice.
    private static MistralRequest CreateRequest(ConversationRequest request, string accept) => new("POST", request.Path)
    {
        Accept = accept,
        Body = request.CreateBody(),
        Model = request.ModelOrAgent,
    };
}
