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

/// <summary>Conversations that the server keeps: started, gone on with, started again from the middle, whole or as a stream.</summary>
public sealed class ConversationOperations
{
    private readonly HttpTransport _transport;

    internal ConversationOperations(HttpTransport transport)
    {
        _transport = transport;
    }

    /// <summary>Says something and waits for the whole reply.</summary>
    /// <param name="request">What is said, and where.</param>
    /// <param name="progress">Is told what happens on the wire.</param>
    /// <param name="cancellationToken">Ends it at any point.</param>
    /// <exception cref="MistralApiException">It failed.</exception>
    public async Task<ConversationResponse> CompleteAsync(
        ConversationRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        MistralResponse reply = await _transport.SendAsync(CreateRequest(request with { Stream = null }, "application/json"), progress, cancellationToken).ConfigureAwait(false);
        return reply.ReadJson(ConversationJson.Context.ConversationResponse, static r => r.IsWhole).Complete();
    }

    /// <summary>Says something and gives what comes of it event by event. Leaving the loop ends the request.</summary>
    /// <param name="request">What is said, and where.</param>
    /// <param name="progress">Is told what happens on the wire.</param>
    /// <param name="cancellationToken">Ends it at any point.</param>
    /// <exception cref="MistralApiException">It failed, at the start or in the middle.</exception>
    public async IAsyncEnumerable<ConversationStreamEvent> StreamAsync(
        ConversationRequest request, IProgress<TransportEvent>? progress = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using StreamingResponse reply = await _transport.OpenAsync(CreateRequest(request with { Stream = true }, "text/event-stream"), progress, cancellationToken).ConfigureAwait(false);
        bool isFinished = false;
        ConversationEventReader reader = new(reply);
        await foreach (SseItem<ConversationStreamEvent?> read in EventStream.Read(reply, reader.Read, cancellationToken).ConfigureAwait(false))
        {
            // The other streams of the API have such an end; there it may be the only one.
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

    // Not repeatable, as no POST is by itself: a second conversation, or the same message twice in one, would be kept.
    private static MistralRequest CreateRequest(ConversationRequest request, string accept) => new("POST", request.Path)
    {
        Accept = accept,
        Body = request.CreateBody(),
    };
}
