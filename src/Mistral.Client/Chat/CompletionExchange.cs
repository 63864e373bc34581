using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client;

/// <summary>Sends requests for completions and reads their replies, which all have one form: chats, agents, code.</summary>
internal sealed class CompletionExchange(HttpTransport transport)
{
    public async Task<ChatCompletion> CompleteAsync(CompletionRequest request, IProgress<TransportEvent>? progress, CancellationToken cancellationToken)
    {
        MistralReply reply = await transport.SendAsync(CreateRequest(request, "application/json"), progress, cancellationToken).ConfigureAwait(false);
        return reply.ReadJson(MistralJson.Context.ChatCompletion, static c => c.Choices is { Count: > 0 } choices && choices.All(choice => choice?.GetMessages().All(m => m is not null && ToolCall.AreWhole(m.ToolCalls)) is true));
    }

    public async IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        CompletionRequest request,
        IProgress<TransportEvent>? progress,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using OpenReply reply = await transport.OpenAsync(CreateRequest(request, "text/event-stream"), progress, cancellationToken).ConfigureAwait(false);
        await foreach (ChatCompletionChunk chunk in ReadAsync(reply, cancellationToken).ConfigureAwait(false))
        {
            yield return chunk;
        }
    }

    /// <summary>Reads the events of a stream that has begun, and makes sure that it comes to its end.</summary>
    internal static async IAsyncEnumerable<ChatCompletionChunk> ReadAsync(OpenReply reply, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool finished = false;
        PlainChunkReader plain = new();
        await foreach (SseItem<ChatCompletionChunk?> read in EventStream.Read(reply, (_, data) => plain.TryRead(data) ?? Parse(data, reply), cancellationToken).ConfigureAwait(false))
        {
            if (read.Data is not { } chunk)
            {
                yield break;
            }

            finished = finished || chunk.Choices is { } choices && Array.Exists(choices, static c => c.FinishReason is not null);
            yield return chunk;
        }

        if (!finished)
        {
            throw TransportFailure.Cut(reply.Operation, reply.Body.Position);
        }
    }

    private static MistralRequest CreateRequest(CompletionRequest request, string accept) => new("POST", request.Path)
    {
        Accept = accept,
        Body = request.CreateBody(),
        IsRepeatable = true,
    };

    // Null is the end of the stream.
    private static ChatCompletionChunk? Parse(ReadOnlySpan<byte> data, OpenReply reply)
    {
        if (data.SequenceEqual(EventStream.Done))
        {
            return null;
        }

        ChatCompletionChunk? chunk = EventStream.ParseJson(data, MistralJson.Context.ChatCompletionChunk, reply);
        return chunk?.Choices is null ? throw EventStream.CreateFailure(data, reply)
            : Array.Exists(chunk.Choices, static c => c is null || !ToolCall.AreWhole(c.Delta?.ToolCalls))
                ? throw reply.CreateFailure(MistralErrorKind.InvalidResponse, "An event of the stream has a null for a choice or a call.")
            : chunk;
    }
}
