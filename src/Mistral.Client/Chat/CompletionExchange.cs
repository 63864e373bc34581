using System;
using System.Collections.Generic;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client.Streaming;
using Mistral.Client.Transport;

namespace Mistral.Client.Chat;

/// <summary>Sends completion requests of chats, agents and code, and reads their responses, which have the same format.</summary>
internal sealed class CompletionExchange(IRequestSender transport)
{
    public async Task<ChatCompletion> CompleteAsync(CompletionRequest request, IProgress<TransportEvent>? progress, CancellationToken cancellationToken)
    {
        MistralResponse reply = await transport.SendAsync(CreateRequest(request, "application/json"), progress, cancellationToken).ConfigureAwait(false);
        return Read(reply);
    }

    /// <summary>Reads a complete response.</summary>
    internal static ChatCompletion Read(MistralResponse response) =>
        (PlainCompletionReader.TryRead(response.Body.Span) ?? response.ReadJson(ChatJson.Context.ChatCompletion, static c => c.IsComplete)).Complete();

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

    /// <summary>Reads the events of a stream, and checks that the stream is complete.</summary>
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
                    throw reply.CreateFailure(MistralErrorKind.InvalidResponse, "The stream ended before it contained any part of an answer.");
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

        // A stream without [DONE] is complete only if each choice has ended.
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
        Model = request.ModelOrAgent,
        IsRepeatable = true,
    };
}
