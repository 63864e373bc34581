using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.ServerSentEvents;
using Mistral.Client.Chat;
using Mistral.Client.Streaming;

namespace Mistral.Client.Conversations;

/// <summary>Reads the events of one stream of a conversation, and joins what belongs together across them.</summary>
internal sealed class ConversationEventReader(StreamingResponse reply)
{
    private const string PingType = "ping";

    /// <summary>An event that brings nothing.</summary>
    public static readonly ConversationStreamEvent Nothing = new();

    private readonly Dictionary<string, Waiting> _contents = [];
    private readonly Dictionary<string, Waiting> _arguments = [];
    private TokenUsage? _usage;
    private bool _isBegun;

    /// <summary>Reads an event; null is a mark of the end.</summary>
    /// <exception cref="MistralApiException">It tells of an error, or makes no sense.</exception>
    public ConversationStreamEvent? Read(string name, ReadOnlySpan<byte> data)
    {
        EventKind kind = EventStream.GetKind(name, data, reply);
        if (kind is not EventKind.Data)
        {
            return kind is EventKind.End ? null : Nothing;
        }

        // An event without a name is a message to the parser of events.
        ConversationStreamEvent? item = EventStream.ParseJson(data, ConversationJson.Context.ConversationStreamEvent, reply);
        string? type = item?.Type is { Length: > 0 } own ? own : name == SseParser.EventTypeDefault ? null : name;
        if (EventStream.FindFailure(type, data, isBare: type is null, reply, ConversationStreamEvent.Errors) is { } failure)
        {
            throw failure;
        }

        _usage = item?.Usage is { IsEmpty: false } usage ? usage : _usage;
        if (item is null || type is null or PingType)
        {
            return Nothing;
        }

        _isBegun = true;
        return Join(item with { Type = type, Usage = type == ConversationStreamEvent.DoneType ? _usage : item.Usage });
    }

    /// <summary>Gets what was kept back and never completed.</summary>
    public IEnumerable<ConversationStreamEvent> GetRest() =>
    [
        .. _contents.Values.Select(w => w.Last with { Content = w.Halves.GetRest(), Arguments = null }),
        .. _arguments.Values.Select(w => w.Last with { Arguments = (string?)w.Halves.GetRest(), Content = null }),
    ];

    /// <summary>Makes the last event of a stream that has come to its end without one.</summary>
    /// <exception cref="MistralApiException">Nothing has come before.</exception>
    public ConversationStreamEvent CreateEnd() => _isBegun
        ? new ConversationStreamEvent { Type = ConversationStreamEvent.DoneType, Usage = _usage }
        : throw reply.CreateFailure(MistralErrorKind.InvalidResponse, "The stream ended before any part of an answer had come.");

    private ConversationStreamEvent Join(ConversationStreamEvent item)
    {
        string entry = $"{item.OutputIndex} {item.Id}";
        return item with
        {
            Content = Join(_contents, entry, item, item.Content),
            Arguments = (string?)Join(_arguments, entry, item, item.Arguments),
        };
    }

    private static object? Join(Dictionary<string, Waiting> all, string entry, ConversationStreamEvent item, object? content)
    {
        if (content is null)
        {
            return null;
        }

        ContentHalves halves = all.TryGetValue(entry, out Waiting? known) ? known.Halves : new();
        object? joined = halves.Join(content);
        if (halves.IsWaiting)
        {
            all[entry] = new Waiting(halves, item);
        }
        else
        {
            _ = all.Remove(entry);
        }

        return joined;
    }

    // What is kept back, and the event that it came with.
    private sealed record Waiting(ContentHalves Halves, ConversationStreamEvent Last);
}
