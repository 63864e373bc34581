using System;
using System.Collections.Generic;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;

namespace Mistral.Client;

/// <summary>Reads a reply made of server-sent events.</summary>
internal static class EventStream
{
    // A few times what the longest event of a model is.
    private const int MaxEventLength = 8 << 20;

    /// <summary>What ends the streams of chat and code completion.</summary>
    public static ReadOnlySpan<byte> Done => "[DONE]"u8;

    /// <summary>Makes sure that a reply is a stream of events, and reads it one event at a time as they come.</summary>
    /// <param name="reply">The reply. It stays the caller's to dispose.</param>
    /// <param name="parse">Turns an event's name and data into an item.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="MistralApiException">It is something else.</exception>
    public static IAsyncEnumerable<SseItem<T>> Read<T>(OpenReply reply, SseItemParser<T> parse, CancellationToken cancellationToken)
    {
        if (!reply.Metadata.IsEventStream)
        {
            throw reply.CreateFailure(
                MistralErrorKind.InvalidResponse,
                $"The server answered with {reply.Metadata.ContentType ?? "no content type"} in place of an event stream.");
        }

        EventLength length = new(MaxEventLength);
        void CheckLength(ReadOnlyMemory<byte> read)
        {
            if (!length.Add(read.Span))
            {
                throw reply.CreateFailure(
                    MistralErrorKind.ResponseTooLarge,
                    $"An event of the stream is longer than {MaxEventLength >> 20} MiB, the most that is kept in memory.");
            }
        }

        // The parser asks for no more than a line or two at once.
        return SseParser.Create(new ReadAheadStream(reply.Body, CheckLength), parse).EnumerateAsync(cancellationToken);
    }

    /// <summary>Reads an event's data; null where it is the JSON null.</summary>
    /// <exception cref="MistralApiException">It is not the JSON of the type.</exception>
    public static T? ParseJson<T>(ReadOnlySpan<byte> data, JsonTypeInfo<T> type, OpenReply reply)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(data, type);
        }
        catch (JsonException e)
        {
            throw reply.CreateFailure(MistralErrorKind.InvalidResponse, $"An event of the stream is not the JSON that was expected{JsonPlace.Of(e)}.");
        }
    }

    /// <summary>Makes the failure that an event tells of.</summary>
    public static MistralApiException CreateFailure(ReadOnlySpan<byte> data, OpenReply reply)
    {
        ErrorReply error = ErrorReply.Read(data, reply.Mask);
        return reply.CreateFailure(MistralErrorKind.ServerError, error.Message ?? "The server ended the stream with an error.", error);
    }
}
