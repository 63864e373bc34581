using System;
using System.Collections.Generic;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;

namespace Mistral.Client;

/// <summary>Reads a reply made of server-sent events.</summary>
internal static class EventStream
{
    /// <summary>What ends the streams of chat and code completion.</summary>
    public static ReadOnlySpan<byte> Done => "[DONE]"u8;

    /// <summary>Makes sure that a reply is a stream of events, and reads it one event at a time as they come.</summary>
    /// <param name="reply">The reply. It stays the caller's to dispose.</param>
    /// <param name="parse">Turns an event's name and data into an item.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        OpenReply reply,
        SseItemParser<T> parse,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!"text/event-stream".Equals(reply.Metadata.ContentType, StringComparison.OrdinalIgnoreCase))
        {
            throw new MistralApiException(
                MistralErrorKind.InvalidResponse,
                $"The server answered with {reply.Metadata.ContentType ?? "no content type"} in place of an event stream.")
            {
                StatusCode = reply.Metadata.StatusCode,
                CorrelationId = reply.Metadata.CorrelationId,
                Operation = reply.Operation,
            };
        }

        // The parser asks for no more than a line or two at once.
        ReadAheadStream body = new(reply.Body);
        await foreach (SseItem<T> item in SseParser.Create(body, parse).EnumerateAsync(cancellationToken).ConfigureAwait(false))
        {
            yield return item.Data;
        }
    }
}
