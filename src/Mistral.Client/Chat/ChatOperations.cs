using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client;

/// <summary>Chat completions: <c>POST /v1/chat/completions</c>.</summary>
public sealed class ChatOperations
{
    private const string CompletionsPath = "/v1/chat/completions";

    private readonly HttpTransport _transport;

    internal ChatOperations(HttpTransport transport)
    {
        _transport = transport;
    }

    /// <summary>Asks and waits for the whole answer.</summary>
    /// <param name="request">The question.</param>
    /// <param name="progress">Is told what happens on the wire.</param>
    /// <param name="cancellationToken">Ends it at any point.</param>
    /// <exception cref="MistralApiException">It failed.</exception>
    public async Task<ChatCompletion> CompleteAsync(ChatCompletionRequest request, IProgress<TransportEvent>? progress = null, CancellationToken cancellationToken = default)
    {
        MistralReply reply = await _transport.SendAsync(CreateRequest(request with { Stream = null }, "application/json"), progress, cancellationToken).ConfigureAwait(false);
        return reply.ReadJson(MistralJson.Context.ChatCompletion, static c => c.Choices?.All(choice => choice is not null) is true);
    }

    /// <summary>Asks and gives the answer piece by piece as it is written. Leaving the loop ends the request.</summary>
    /// <param name="request">The question.</param>
    /// <param name="progress">Is told what happens on the wire.</param>
    /// <param name="cancellationToken">Ends it at any point.</param>
    /// <exception cref="MistralApiException">It failed, at the start or in the middle.</exception>
    public async IAsyncEnumerable<ChatCompletionChunk> StreamAsync(
        ChatCompletionRequest request,
        IProgress<TransportEvent>? progress = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using OpenReply reply = await _transport
            .OpenAsync(CreateRequest(request with { Stream = true }, "text/event-stream"), progress, cancellationToken).ConfigureAwait(false);

        bool finished = false;
        await foreach (ChatCompletionChunk? chunk in EventStream.ReadAsync(reply, (_, data) => Parse(data, reply), cancellationToken).ConfigureAwait(false))
        {
            if (chunk is null)
            {
                yield break;
            }

            finished |= chunk.Choices?.Any(c => c.FinishReason is not null) is true;
            yield return chunk;
        }

        if (!finished)
        {
            throw TransportFailure.Cut(reply.Operation, reply.Body.Position);
        }
    }

    private static MistralRequest CreateRequest(ChatCompletionRequest request, string accept)
    {
        ChatCompletionRequest sent = request with { Messages = [.. request.Messages.Select(m => m.ForReplay())] };
        return new MistralRequest("POST", CompletionsPath)
        {
            Accept = accept,
            Body = RequestBody.Json(JsonSerializer.SerializeToUtf8Bytes(sent, MistralJson.Context.ChatCompletionRequest)),
        };
    }

    // Null is the end of the stream.
    private static ChatCompletionChunk? Parse(ReadOnlySpan<byte> data, OpenReply reply)
    {
        if (data.SequenceEqual(EventStream.Done))
        {
            return null;
        }

        ChatCompletionChunk? chunk;
        try
        {
            chunk = JsonSerializer.Deserialize(data, MistralJson.Context.ChatCompletionChunk);
        }
        catch (JsonException e)
        {
            throw Failure(MistralErrorKind.InvalidResponse, $"An event of the stream is not the JSON that was expected{JsonPlace.Of(e)}.", reply);
        }

        if (chunk?.Choices is not null)
        {
            return chunk.Choices.Contains(null!)
                ? throw Failure(MistralErrorKind.InvalidResponse, "An event of the stream has a null for a choice.", reply)
                : chunk;
        }

        ErrorReply error = ErrorReply.Read(data, reply.Mask);
        throw Failure(MistralErrorKind.ServerError, error.Message ?? "The server ended the stream with an error.", reply, error);
    }

    private static MistralApiException Failure(MistralErrorKind kind, string message, OpenReply reply, ErrorReply? error = null) => new(kind, message)
    {
        StatusCode = reply.Metadata.StatusCode,
        ErrorCode = error?.Code,
        ErrorType = error?.Type,
        CorrelationId = reply.Metadata.CorrelationId,
        Operation = reply.Operation,
    };
}
