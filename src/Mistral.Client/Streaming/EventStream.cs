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
    /// <summary>The name of an event that is an error.</summary>
    public const string ErrorEvent = "error";

    // A few times what the longest event of a model is.
    private const int MaxEventLength = 8 << 20;

    // What ends the streams of chat and code completion.
    private static ReadOnlySpan<byte> Done => "[DONE]"u8;

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
        return SseParser.Create(new ReadAheadStream(reply.Body, CheckLength, () => reply.HasEnded = true), parse).EnumerateAsync(cancellationToken);
    }

    /// <summary>Whether an event says that the stream is at its end.</summary>
    public static bool IsDone(ReadOnlySpan<byte> data) => Trim(data).SequenceEqual(Done);

    /// <summary>Whether an event keeps the connection open and says nothing: without data, or of a kind of its own that is not JSON.</summary>
    public static bool IsKeepAlive(string name, ReadOnlySpan<byte> data)
    {
        ReadOnlySpan<byte> trimmed = Trim(JsonBytes.WithoutMark(data));
        return trimmed.IsEmpty || name == "ping" || (name is not (SseParser.EventTypeDefault or ErrorEvent) && trimmed[0] is not ((byte)'{' or (byte)'['));
    }

    /// <summary>Reads an event's data; null where it is the JSON null.</summary>
    /// <exception cref="MistralApiException">It is not the JSON of the type.</exception>
    public static T? ParseJson<T>(ReadOnlySpan<byte> data, JsonTypeInfo<T> type, OpenReply reply)
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
                ? TransportFailure.Cut(reply.Operation, reply.Body.Position)
                : reply.CreateFailure(MistralErrorKind.InvalidResponse, $"An event of the stream is not the JSON that was expected{JsonPlace.Of(e)}.");
        }
    }

    /// <summary>Makes the failure that an event tells of; null where it tells of none.</summary>
    /// <param name="data">The event's data.</param>
    /// <param name="isBare">Whether nothing is in it that was asked for, so that a mere message is an error.</param>
    /// <param name="reply">The reply.</param>
    public static MistralApiException? FindFailure(ReadOnlySpan<byte> data, bool isBare, OpenReply reply) =>
        ErrorReply.FindIn(data, isBare, reply.Mask) is { } error ? CreateFailure(error, reply) : null;

    /// <summary>Makes the failure that an event is, whatever form its data has.</summary>
    public static MistralApiException CreateFailure(ReadOnlySpan<byte> data, OpenReply reply) => CreateFailure(ErrorReply.Read(data, reply.Mask, "text/plain"), reply);

    private static MistralApiException CreateFailure(ErrorReply error, OpenReply reply) =>
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
