using System;
using System.Collections.Generic;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Streaming;
using Mistral.Client.Transport;

namespace Mistral.Client.Chat;

/// <summary>Sends requests for completions and reads their replies, which all have one form: chats, agents, code.</summary>
internal sealed class CompletionExchange(HttpTransport transport)
{
    public async Task<ChatCompletion> CompleteAsync(CompletionRequest request, IProgress<TransportEvent>? progress, CancellationToken cancellationToken)
    {
        MistralResponse reply = await transport.SendAsync(CreateRequest(request, "application/json"), progress, cancellationToken).ConfigureAwait(false);
        return reply.ReadJson(ChatJson.Context.ChatCompletion, static c => c.IsWhole).Complete();
    }

    public async IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        CompletionRequest request,
        IProgress<TransportEvent>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using StreamingResponse reply = await transport.OpenAsync(CreateRequest(request, "text/event-stream"), progress, cancellationToken).ConfigureAwait(false);
        await foreach (ChatCompletionChunk chunk in ReadAsync(reply, cancellationToken).ConfigureAwait(false))
        {
            yield return chunk;
        }
    }

    /// <summary>Reads the events of a stream that has begun, and makes sure that it comes to its end.</summary>
    internal static async IAsyncEnumerable<ChatCompletionChunk> ReadAsync(StreamingResponse reply, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HashSet<int> begun = [];
        HashSet<int> finished = [];
        CompletionEventReader reader = new(reply);
        await foreach (SseItem<ChatCompletionChunk?> read in EventStream.Read(reply, reader.Read, cancellationToken).ConfigureAwait(false))
        {
            if (read.Data is not { } chunk)
            {
                if (begun.Count == 0)
                {
                    throw reply.CreateFailure(MistralErrorKind.InvalidResponse, "The stream ended before any part of an answer had come.");
                }

                foreach (ChatCompletionChunk rest in reader.GetRest())
                {
                    yield return rest;
                }

                yield break;
            }

            if (ReferenceEquals(chunk, CompletionEventReader.Nothing))
            {
                continue;
            }

            foreach (ChatChunkChoice choice in chunk.Choices ?? [])
            {
                _ = begun.Add(choice.Index);
                _ = choice.FinishReason is not null && finished.Add(choice.Index);
            }

            yield return chunk;
        }

        // Without its mark an end is one only where each choice has ended.
        if (begun.Count == 0 || finished.Count < begun.Count)
        {
            throw TransportFailure.Truncated(reply.Operation, reply.Body.Position);
        }

        foreach (ChatCompletionChunk rest in reader.GetRest())
        {
            yield return rest;
        }
    }

    private static MistralRequest CreateRequest(CompletionRequest request, string accept) => new("POST", request.Path)
    {
        Accept = accept,
        Body = request.CreateBody(),
        IsRepeatable = true,
    };
}
