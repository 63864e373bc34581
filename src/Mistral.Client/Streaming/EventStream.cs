using System;
using System.Collections.Generic;
using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Threading;
using Mistral.Client.Json;
using Mistral.Client.Transport;

namespace Mistral.Client.Streaming;

/// <summary>Reads a response of server-sent events.</summary>
internal static class EventStream
{
    /// <summary>The name of an event that is an error.</summary>
    public const string ErrorEvent = "error";

    private const string PingEvent = "ping";

    // A few times the longest known event of a model.
    private const int MaxEventLength = 8 << 20;

    // The end of a chat or code completion stream.
    private static ReadOnlySpan<byte> Done => "[DONE]"u8;

    /// <summary>Checks that a response is an event stream, and reads the events as they arrive.</summary>
    /// <param name="reply">The response. The caller disposes it.</param>
    /// <param name="parse">Converts an event's name and data to an item.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="MistralApiException">The response isn't an event stream.</exception>
    public static IAsyncEnumerable<SseItem<T>> Read<T>(StreamingResponse reply, SseItemParser<T> parse, CancellationToken cancellationToken) =>
        CreateParser(reply, parse).EnumerateAsync(cancellationToken);

    /// <summary>Checks that a response is an event stream, and creates the parser of its events, which also knows the id of the last one.</summary>
    /// <param name="reply">The response. The caller disposes it.</param>
    /// <param name="parse">Converts an event's name and data to an item.</param>
    /// <exception cref="MistralApiException">The response isn't an event stream.</exception>
    public static SseParser<T> CreateParser<T>(StreamingResponse reply, SseItemParser<T> parse)
    {
        if (!reply.Metadata.IsEventStream)
        {
            throw reply.CreateFailure(
                MistralErrorKind.InvalidResponse,
                $"Expected an event stream, got a response with {reply.Metadata.ContentType ?? "no content type"}.");
        }

        EventLength length = new(MaxEventLength);
        void CheckLength(ReadOnlyMemory<byte> read)
        {
            if (!length.Add(read.Span))
            {
                throw reply.CreateFailure(
                    MistralErrorKind.ResponseTooLarge,
                    $"An event of the stream is longer than {MaxEventLength >> 20} MiB, the limit for events in memory.");
            }
        }

        // The parser reads only a line or two at once.
        return SseParser.Create(new ReadAheadStream(reply.Body, CheckLength, () => reply.HasEnded = true), parse);
    }

    /// <summary>Whether the bytes of a stream have its end, and no event that is an error.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> stream) => stream.IndexOf("data: [DONE]"u8) >= 0 && stream.IndexOf("event: error"u8) < 0;

    /// <summary>Gets the kind of an event, as far as it is common to all streams.</summary>
    /// <param name="name">The event's name; <c>message</c> if it has none.</param>
    /// <param name="data">The event's data.</param>
    /// <param name="reply">The response.</param>
    /// <exception cref="MistralApiException">The event is named <c>error</c>.</exception>
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

    /// <summary>Reads the data of an event. Returns null for the JSON null.</summary>
    /// <exception cref="MistralApiException">The data isn't JSON of the type.</exception>
    public static T? ParseJson<T>(ReadOnlySpan<byte> data, JsonTypeInfo<T> type, StreamingResponse reply)
        where T : class
    {
        try
        {
            return LenientJson.Deserialize(data, type);
        }
        catch (JsonException e)
        {
            // If the end of the stream truncated the event, the JSON of the server isn't at fault.
            throw reply.HasEnded
                ? TransportFailure.Truncated(reply.Operation, reply.Body.Position)
                : reply.CreateFailure(MistralErrorKind.InvalidResponse, $"An event of the stream isn't the expected JSON{JsonPlace.Of(e)}.");
        }
    }

    /// <summary>Reads the data of an event. Returns null if it is text that isn't JSON.</summary>
    /// <exception cref="MistralApiException">The data is JSON that the end of the stream truncated.</exception>
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

    /// <summary>Creates the error that an event reports. Returns null if it reports none.</summary>
    /// <param name="type">The type or name of the event, or null.</param>
    /// <param name="data">The event's data.</param>
    /// <param name="isBare">Whether the event lacks all expected fields, so that a field with a message is an error.</param>
    /// <param name="reply">The response.</param>
    /// <param name="errors">How the feature's streams report errors; null for the common way only.</param>
    public static MistralApiException? FindFailure(string? type, ReadOnlySpan<byte> data, bool isBare, StreamingResponse reply, EventErrors? errors = null)
    {
        if (type is not null && (type == ErrorEvent || type == errors?.Type))
        {
            return CreateFailure(data, reply);
        }

        // Most events have no error, and a search for the word is faster than parsing.
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
