using System;
using System.Collections.Generic;
using System.Linq;

namespace Mistral.Client;

/// <summary>Combines the events of a stream into the response that the API returns without streaming.</summary>
public sealed class ChatCompletionBuilder
{
    private readonly SortedDictionary<int, ChoiceBuilder> _choices = [];
    private string? _id;
    private string? _model;
    private long? _created;

    /// <summary>The model that answers, so far as it is known.</summary>
    public string? Model => _model;

    /// <summary>The token usage, once the server has sent it.</summary>
    public TokenUsage? Usage { get; private set; }

    /// <summary>Adds an event.</summary>
    /// <param name="chunk">The event.</param>
    public void Add(ChatCompletionChunk chunk)
    {
        _id = chunk.Id ?? _id;
        _model = chunk.Model ?? _model;
        _created = chunk.Created ?? _created;
        Usage = chunk.Usage is { IsEmpty: false } usage ? usage : Usage;
        foreach (ChatChunkChoice choice in chunk.Choices ?? [])
        {
            if (!_choices.TryGetValue(choice.Index, out ChoiceBuilder? known))
            {
                _choices.Add(choice.Index, known = new ChoiceBuilder());
            }

            known.Add(choice);
        }
    }

    /// <summary>Creates the response from the events so far.</summary>
    public ChatCompletion Build() => new()
    {
        Id = _id,
        Model = _model,
        Created = _created,
        Usage = Usage,
        Choices = _choices.Select(c => c.Value.Build(c.Key)).ToArray(),
    };

    private sealed class ChoiceBuilder
    {
        private readonly SortedDictionary<int, ChatMessageBuilder> _messages = [];
        private string? _finishReason;
        private int _highest;

        public void Add(ChatChunkChoice choice)
        {
            _finishReason = choice.FinishReason ?? _finishReason;
            if (choice.Delta is not { } delta)
            {
                return;
            }

            // The last event of a stream may omit the index of a message to which it adds nothing.
            int index = delta.Index ?? _highest;
            _highest = Math.Max(_highest, index);
            if (!_messages.TryGetValue(index, out ChatMessageBuilder? known))
            {
                _messages.Add(index, known = new ChatMessageBuilder());
            }

            known.Add(delta);
        }

        public ChatChoice Build(int index)
        {
            ChatMessage[] messages = [.. _messages.Values.Select(m => m.Build())];
            return new ChatChoice
            {
                Index = index,
                FinishReason = _finishReason,
                Message = messages.Length == 1 ? messages[0] : null,
                Messages = messages.Length > 1 ? messages : null,
            };
        }
    }
}
