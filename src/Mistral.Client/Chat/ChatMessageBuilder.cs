using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;

namespace Mistral.Client;

/// <summary>Puts the pieces of a streamed answer together into the message that the API would have given whole.</summary>
public sealed class ChatMessageBuilder
{
    private readonly List<object> _parts = [];
    private readonly List<CallBuilder> _calls = [];
    private string _role = "assistant";
    private string? _toolCallId;

    /// <summary>Adds what one event brought.</summary>
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

        foreach (ToolCall call in delta.ToolCalls ?? [])
        {
            // A server that numbers none of its calls tells them apart by their ids.
            CallBuilder? known = _calls.LastOrDefault(c => c.Index == call.Index);
            if (known?.IsContinuedBy(call) is not true)
            {
                _calls.Add(known = new CallBuilder(call.Index));
            }

            known.Add(call);
        }
    }

    /// <summary>Makes the message from all that has come so far.</summary>
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

            // The signature may come with any piece; whether the thinking is closed, the last one tells.
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
        private readonly StringBuilder _name = new();
        private readonly StringBuilder _arguments = new();
        private string? _id;
        private string? _type;

        public int Index => index;

        public bool IsContinuedBy(ToolCall piece) => _id is null || GetId(piece) is not { } id || id == _id;

        public void Add(ToolCall piece)
        {
            _id = GetId(piece) ?? _id;
            _type = piece.Type ?? _type;
            _ = _name.Append(piece.Function.Name);
            _ = _arguments.Append(piece.Function.Arguments);
        }

        // "null" is what the API writes for an id it has not made yet.
        private static string? GetId(ToolCall piece) => piece.Id is null or "" or "null" ? null : piece.Id;

        public ToolCall Build() => new()
        {
            Id = _id,
            Type = _type,
            Index = index,
            Function = new FunctionCall { Name = _name.ToString(), Arguments = _arguments.ToString() },
        };
    }
}
