using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.ServerSentEvents;
using Mistral.Client.Chat;
using Mistral.Client.Streaming;

namespace Mistral.Client.Conversations;

/// <summary>Reads the events of one conversation stream. Characters that are split between two events are joined.</summary>
internal sealed class ConversationEventReader(StreamingResponse reply)
{
    private const string PingType = "ping";

    /// <summary>An event without content.</summary>
    public static readonly ConversationStreamEvent Nothing = new();

    private readonly Dictionary<string, Waiting> _contents = [];
    private readonly Dictionary<string, Waiting> _arguments = [];
    private TokenUsage? _usage;
    private bool _isBegun;

    /// <summary>Reads an event. Returns null for a mark of the end.</summary>
    /// <exception cref="MistralApiException">The event reports an error or isn't valid.</exception>
    public ConversationStreamEvent? Read(string name, ReadOnlySpan<byte> data)
    {
        EventKind kind = EventStream.GetKind(name, data, reply);
        if (kind is not EventKind.Data)
        {
            return kind is EventKind.End ? null : Nothing;
        }

        // The event parser names an event without a name "message".
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

    /// <summary>Gets the halves of characters whose other half never came.</summary>
    public IEnumerable<ConversationStreamEvent> GetRest() =>
    [
        .. _contents.Values.Select(w => w.Last with { Content = w.Halves.GetRest(), Arguments = null }),
        .. _arguments.Values.Select(w => w.Last with { Arguments = (string?)w.Halves.GetRest(), Content = null }),
    ];

    /// <summary>Creates the last event of a stream that ended without one.</summary>
    /// <exception cref="MistralApiException">The stream had no other event.</exception>
    public ConversationStreamEvent CreateEnd() => _isBegun
        ? new ConversationStreamEvent { Type = ConversationStreamEvent.DoneType, Usage = _usage }
        : throw reply.CreateFailure(MistralErrorKind.InvalidResponse, "The stream ended before it contained any part of an answer.");

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

    // The kept halves, and the event that they came with.
    private sealed record Waiting(ContentHalves Halves, ConversationStreamEvent Last);
}
