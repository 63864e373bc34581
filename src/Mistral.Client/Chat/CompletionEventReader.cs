using System;
using System.Collections.Generic;
using System.Linq;
using Mistral.Client.Streaming;

namespace Mistral.Client.Chat;

/// <summary>Reads the events of one completion stream. Characters that are split between two events are joined.</summary>
internal sealed class CompletionEventReader(StreamingResponse reply)
{
    /// <summary>An event without content.</summary>
    public static readonly ChatCompletionChunk Nothing = new();

    private readonly TextDeltaReader _plain = new();
    private readonly Dictionary<int, ContentHalves> _halves = [];

    /// <summary>Reads an event. Returns null at the end of the stream.</summary>
    /// <exception cref="MistralApiException">The event reports an error or isn't valid.</exception>
    public ChatCompletionChunk? Read(string name, ReadOnlySpan<byte> data) =>
        _plain.TryRead(data) is not { } plain ? ReadAny(name, data)
        : _halves.Count == 0 ? plain
        : Join(plain);

    /// <summary>Gets the halves of characters whose other half never came.</summary>
    public IEnumerable<ChatCompletionChunk> GetRest() => _halves
        .Where(h => h.Value.IsWaiting)
        .Select(h => new ChatCompletionChunk { Choices = [new ChatChunkChoice { Index = h.Key, Delta = new ChatDelta { Content = h.Value.GetRest() } }] });

    private ChatCompletionChunk? ReadAny(string name, ReadOnlySpan<byte> data)
    {
        EventKind kind = EventStream.GetKind(name, data, reply);
        if (kind is not EventKind.Data)
        {
            return kind is EventKind.End ? null : Nothing;
        }

        ChatCompletionChunk? chunk = EventStream.ParseJson(data, ChatJson.Context.ChatCompletionChunk, reply);
        ChatChunkChoice[] choices = chunk?.Choices ?? [];
        bool isBare = choices.Length == 0;
        if (EventStream.FindFailure(name, data, isBare, reply) is { } failure)
        {
            throw failure;
        }

        if (isBare)
        {
            return chunk is { Usage.IsEmpty: false } ? chunk : Nothing;
        }

        foreach (ChatChunkChoice? choice in choices)
        {
            if (choice is null || !ToolCall.AreWhole((choice.Delta ??= choice.Message)?.ToolCalls))
            {
                throw reply.CreateFailure(MistralErrorKind.InvalidResponse, "An event of the stream contains a null in place of a choice or a tool call.");
            }
        }

        return Join(chunk!);
    }

    private ChatCompletionChunk Join(ChatCompletionChunk chunk)
    {
        foreach (ChatChunkChoice choice in chunk.Choices!)
        {
            if (!_halves.TryGetValue(choice.Index, out ContentHalves? halves))
            {
                halves = new();
            }

            // A finish reason isn't the end: some servers send one with every piece.
            if (choice.Delta is { } delta)
            {
                delta.Content = halves.Join(delta.Content);
            }

            if (halves.IsWaiting)
            {
                _halves[choice.Index] = halves;
            }
            else
            {
                _ = _halves.Remove(choice.Index);
            }
        }

        return chunk;
    }
}
