using System;
using System.Collections.Generic;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using Mistral.Client.Json;
using Mistral.Client.Transport;

namespace Mistral.Client.Streaming;

/// <summary>Reads a reply made of server-sent events.</summary>
internal static class EventStream
{
    /// <summary>The name of an event that is an error.</summary>
    public const string ErrorEvent = "error";

    private const string PingEvent = "ping";

    // A few times what the longest event of a model is.
    private const int MaxEventLength = 8 << 20;

    // What ends the streams of chat and code completion.
    private static ReadOnlySpan<byte> Done => "[DONE]"u8;

    /// <summary>Makes sure that a reply is a stream of events, and reads it one event at a time as they come.</summary>
    /// <param name="reply">The reply. It stays the caller's to dispose.</param>
    /// <param name="parse">Turns an event's name and data into an item.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="MistralApiException">It is something else.</exception>
    public static IAsyncEnumerable<SseItem<T>> Read<T>(StreamingResponse reply, SseItemParser<T> parse, CancellationToken cancellationToken)
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
        return SseParser.Create(new ReadAheadStream(reply.Body, CheckLength, () => reply.HasEnded = true), parse).EnumerateAsync(cancellationToken);
    }

    /// <summary>Gets what an event is, as far as all streams agree on it.</summary>
    /// <param name="name">The event's name; <c>message</c> where it has none.</param>
    /// <param name="data">The event's data.</param>
    /// <param name="reply">The reply.</param>
    /// <exception cref="MistralApiException">The event's name says that it is an error.</exception>
    public static EventKind GetKind(string name, ReadOnlySpan<byte> data, StreamingResponse reply)
    {
        if (Trim(data).SequenceEqual(Done))
        {
            return EventKind.End;
        }

        ReadOnlySpan<byte> trimmed = Trim(JsonBytes.WithoutMark(data));
        return trimmed.IsEmpty || name == PingEvent ? EventKind.KeepAlive
            : name == ErrorEvent ? throw CreateFailure(data, reply)
            : name != SseParser.EventTypeDefault && trimmed[0] is not ((byte)'{' or (byte)'[') ? EventKind.NamedText
            : EventKind.Data;
    }

    /// <summary>Reads an event's data; null where it is the JSON null.</summary>
    /// <exception cref="MistralApiException">It is not the JSON of the type.</exception>
    public static T? ParseJson<T>(ReadOnlySpan<byte> data, JsonTypeInfo<T> type, StreamingResponse reply)
        where T : class
    {
        try
        {
            return LenientJson.Deserialize(data, type);
        }
        catch (JsonException e)
        {
            // An event that the end of the stream truncated isn't invalid JSON of the server.
            throw reply.HasEnded
                ? TransportFailure.Truncated(reply.Operation, reply.Body.Position)
                : reply.CreateFailure(MistralErrorKind.InvalidResponse, $"An event of the stream is not the JSON that was expected{JsonPlace.Of(e)}.");
        }
    }

    /// <summary>Reads an event's data; null where it is text that is not JSON.</summary>
    /// <exception cref="MistralApiException">It is JSON that the end of the stream truncated.</exception>
    public static JsonElement? TryParseJson(ReadOnlySpan<byte> data, StreamingResponse reply)
    {
        try
        {
            return LenientJson.Parse(data);
        }
        catch (JsonException)
        {
            ReadOnlySpan<byte> trimmed = Trim(JsonBytes.WithoutMark(data));
            return reply.HasEnded && !trimmed.IsEmpty && trimmed[0] is (byte)'{' or (byte)'['
                ? throw TransportFailure.Truncated(reply.Operation, reply.Body.Position)
                : null;
        }
    }

    /// <summary>Makes the failure that an event reports; null where it reports none.</summary>
    /// <param name="type">The event's type or name, or null.</param>
    /// <param name="data">The event's data.</param>
    /// <param name="isBare">Whether nothing is in it that was asked for, so that a mere message is an error.</param>
    /// <param name="reply">The reply.</param>
    /// <param name="errors">How the streams of the feature report errors of their own; null for those that don't.</param>
    public static MistralApiException? FindFailure(string? type, ReadOnlySpan<byte> data, bool isBare, StreamingResponse reply, EventErrors? errors = null)
    {
        if (type is not null && (type == ErrorEvent || type == errors?.Type))
        {
            return CreateFailure(data, reply);
        }

        // To read an event twice costs more than to look for the word.
        return (isBare || data.IndexOf("error"u8) >= 0)
            && !(errors is not null && type?.StartsWith(errors.ExemptPrefix, StringComparison.Ordinal) is true)
            && ErrorReply.FindIn(data, isBare, reply.Redactor) is { } error ? CreateFailure(error, reply) : null;
    }

    private static MistralApiException CreateFailure(ReadOnlySpan<byte> data, StreamingResponse reply) => CreateFailure(ErrorReply.Read(data, reply.Redactor, "text/plain"), reply);

    private static MistralApiException CreateFailure(ErrorReply error, StreamingResponse reply) =>
        reply.CreateFailure(MistralErrorKind.ServerError, error.Message ?? "The server ended the stream with an error.", error);

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> data)
    {
        int start = 0;
        int end = data.Length;
        while (start < end && data[start] <= ' ')
        {
            start++;
        }

        while (start < end && data[end - 1] <= ' ')
        {
            end--;
        }

        return data.Slice(start, end - start);
    }
}
