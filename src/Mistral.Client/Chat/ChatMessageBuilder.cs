using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Mistral.Client.Chat;
using Mistral.Client.Json;

namespace Mistral.Client;

/// <summary>Combines the pieces of a streamed answer into one message.</summary>
public sealed class ChatMessageBuilder
{
    private readonly List<object> _parts = [];
    private readonly List<CallBuilder> _calls = [];

    // The last call of each index and of each id, so that a piece finds its call without a search.
    private readonly Dictionary<int, CallBuilder> _callsByIndex = [];
    private readonly Dictionary<(string Id, int? Index), CallBuilder> _callsById = [];
    private int? _highestIndex;
    private string _role = "assistant";
    private string? _toolCallId;

    /// <summary>Adds the pieces of one event.</summary>
    /// <param name="delta">The new pieces.</param>
    public void Add(ChatDelta delta)
    {
        _role = delta.Role is { Length: > 0 } role ? role : _role;
        _toolCallId = delta.ToolCallId ?? _toolCallId;
        switch (delta.Content)
        {
            case string text:
                AddText(text);
                break;
            case IEnumerable<ContentChunk> chunks:
                foreach (ContentChunk chunk in chunks)
                {
                    AddChunk(chunk);
                }

                break;
        }

        if (delta.ToolCalls is { Count: > 0 } calls)
        {
            AddCalls(calls);
        }
    }

    /// <summary>Creates the message from the pieces so far.</summary>
    public ChatMessage Build()
    {
        object? content = _parts.Count switch
        {
            0 => _calls.Count > 0 ? null : string.Empty,
            1 when _parts[0] is StringBuilder text => text.ToString(),
            _ => _parts.Select(p => p as ContentChunk ?? (p is ThinkingBuilder t ? t.Build() : new ContentChunk { Type = ContentChunk.TextType, Text = p.ToString() })).ToArray(),
        };

        return new ChatMessage
        {
            Role = _role,
            Content = content,
            ToolCalls = _calls.Count == 0 ? null : _calls.OrderBy(c => c.Index).Select(c => c.Build()).ToArray(),
            ToolCallId = _toolCallId,
        };
    }

    private void AddCalls(IReadOnlyList<ToolCall> calls)
    {
        HashSet<CallBuilder> ofThisEvent = [];
        foreach (ToolCall call in calls)
        {
            CallBuilder? known = Find(call);
            if (known?.IsContinuedBy(call, isOfSameEvent: ofThisEvent.Contains(known)) is not true)
            {
                known = CreateCall(call);
            }

            known.Add(call);
            if (known.Id is { } id)
            {
                _callsById[(id, null)] = _callsById[(id, known.Index)] = known;
            }

            _ = ofThisEvent.Add(known);
        }
    }

    private CallBuilder CreateCall(ToolCall piece)
    {
        // A call without an index comes after all calls so far.
        int index = piece.GivenIndex ?? (_highestIndex + 1 ?? 0);
        _highestIndex = Math.Max(_highestIndex ?? index, index);
        CallBuilder call = new(index);
        _calls.Add(call);
        _callsByIndex[index] = call;
        return call;
    }

    // A server without indexes identifies the calls by their ids, or else by their content.
    private CallBuilder? Find(ToolCall piece) =>
        ToolCallId.Get(piece.Id) is { } id && _callsById.TryGetValue((id, piece.GivenIndex), out CallBuilder? same) ? same
        : piece.GivenIndex is not { } index ? _calls.LastOrDefault()
        : _callsByIndex.TryGetValue(index, out CallBuilder? last) ? last : null;

    private void AddText(string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (_parts.LastOrDefault() is not StringBuilder last)
        {
            _parts.Add(last = new StringBuilder());
        }

        _ = last.Append(text);
    }

    private void AddChunk(ContentChunk chunk)
    {
        switch (chunk.Type)
        {
            case ContentChunk.TextType when chunk.Other is null or { Count: 0 }:
                AddText(chunk.Text ?? string.Empty);
                break;
            case ContentChunk.ThinkingType:
                if (_parts.LastOrDefault() is not ThinkingBuilder last)
                {
                    _parts.Add(last = new ThinkingBuilder());
                }

                last.Add(chunk);
                break;
            default:
                _parts.Add(chunk);
                break;
        }
    }

    private sealed class ThinkingBuilder
    {
        private readonly List<object> _parts = [];
        private Dictionary<string, JsonElement>? _other;

        public void Add(ContentChunk chunk)
        {
            foreach (ContentChunk inner in chunk.Thinking ?? [])
            {
                if (inner is not { Type: ContentChunk.TextType, Other: null or { Count: 0 } })
                {
                    _parts.Add(inner);
                    continue;
                }

                if (_parts.LastOrDefault() is not StringBuilder last)
                {
                    _parts.Add(last = new StringBuilder());
                }

                _ = last.Append(inner.Text);
            }

            // The signature may come with any piece. The last piece says whether the reasoning is closed.
            foreach (KeyValuePair<string, JsonElement> field in chunk.Other ?? [])
            {
                _other ??= [];
                _other[field.Key] = field.Value;
            }
        }

        public ContentChunk Build() => new()
        {
            Type = ContentChunk.ThinkingType,
            Thinking = _parts.Select(p => p as ContentChunk ?? new ContentChunk { Type = ContentChunk.TextType, Text = p.ToString() }).ToArray(),
            Other = _other,
        };
    }

    private sealed class CallBuilder(int index)
    {
        private const string Nothing = "{}";
        private const int MaxPlaceholderLength = 16;

        private readonly StringBuilder _name = new();
        private readonly StringBuilder _arguments = new();
        private string? _madeId;
        private string? _type;

        // The end of the arguments, if they are an object, as far as they are read.
        private JsonObjectExtent _extent = new();
        private bool? _isComplete;

        public int Index => index;

        public string? Id { get; private set; }

        /// <param name="piece">A piece with the same index.</param>
        /// <param name="isOfSameEvent">Whether it comes in the same event as the last piece.</param>
        public bool IsContinuedBy(ToolCall piece, bool isOfSameEvent) =>
            ToolCallId.Get(piece.Id) is { } id ? Id is null ? !isOfSameEvent || piece.GivenIndex is not null : id == Id
            : piece.GivenIndex is not null || string.IsNullOrEmpty(piece.Function.Name)
            || (!isOfSameEvent && !((!string.IsNullOrEmpty(piece.Function.Arguments) || piece.Function.Name != _name.ToString()) && IsComplete()));

        public void Add(ToolCall piece)
        {
            Id = ToolCallId.Get(piece.Id) ?? Id;
            _type = piece.Type ?? _type;
            AddName(piece.Function.Name);
            AddArguments(piece.Function.Arguments);
        }

        public ToolCall Build() => new()
        {
            Id = Id ?? (_madeId ??= ToolCallId.GetOrCreate(given: null)),
            Type = _type,
            GivenIndex = index,
            Function = new FunctionCall { Name = Utf16.ReplaceHalves(_name.ToString()), Arguments = Utf16.ReplaceHalves(_arguments.ToString()) },
        };

        // Some servers repeat the complete name in each event.
        private void AddName(string? name)
        {
            if (name?.Length != _name.Length || name != _name.ToString())
            {
                _ = _name.Append(name);
            }
        }

        // Some servers begin with a placeholder.
        private void AddArguments(string? arguments)
        {
            if (!string.IsNullOrEmpty(arguments) && _arguments.Length <= MaxPlaceholderLength && (_arguments.ToString().Trim() is Nothing || FunctionCall.IsNone(_arguments.ToString())))
            {
                _ = _arguments.Clear();
                _extent = new();
            }

            if (!string.IsNullOrEmpty(arguments))
            {
                _ = _arguments.Append(arguments);
                _isComplete = _extent.IsComplete ? _isComplete : null;
                _extent.Add(arguments!);
            }
        }

        // Nothing can follow a complete object. To parse all arguments again for each piece would take minutes.
        private bool IsComplete() => _extent.IsComplete && (_isComplete ??= IsObject(_arguments.ToString()));

        private static bool IsObject(string arguments)
        {
            if (arguments.Trim() is Nothing or "")
            {
                return false;
            }

            try
            {
                using JsonDocument document = JsonDocument.Parse(arguments);
                return document.RootElement.ValueKind is JsonValueKind.Object;
            }
            catch (JsonException)
            {
                return false;
            }
        }
    }
}
