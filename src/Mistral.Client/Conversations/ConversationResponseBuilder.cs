using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Json;
using Mistral.Client.Chat;

namespace Mistral.Client;

/// <summary>Combines the events of a stream into the response that the API returns without streaming.</summary>
public sealed class ConversationResponseBuilder
{
    // The type of an event is the type of its entry and one of these endings.
    private static readonly string[] s_endings = [".started", ".delta", ".done"];

    private static readonly string[] s_entries =
    [
        ConversationEntry.MessageOutputType, ConversationEntry.FunctionCallType, ConversationEntry.ToolExecutionType, ConversationEntry.AgentHandoffType,
    ];

    private readonly List<EntryBuilder> _entries = [];
    private readonly Dictionary<(string Type, int OutputIndex, string? Id), EntryBuilder> _known = [];

    /// <summary>The id of the conversation, once the server has sent it.</summary>
    public string? ConversationId { get; private set; }

    /// <summary>The model that wrote last, so far as it is known.</summary>
    public string? Model { get; private set; }

    /// <summary>The token usage, once the server has sent it.</summary>
    public TokenUsage? Usage { get; private set; }

    /// <summary>Adds an event.</summary>
    /// <param name="item">The event.</param>
    public void Add(ConversationStreamEvent item)
    {
        ConversationId = item.ConversationId ?? ConversationId;
        Model = item.Model ?? Model;
        Usage = item.Usage is { IsEmpty: false } usage ? usage : Usage;
        if (s_entries.FirstOrDefault(e => s_endings.Any(end => item.Type == e + end)) is not { } type)
        {
            return;
        }

        if (!_known.TryGetValue((type, item.OutputIndex, item.Id), out EntryBuilder? known))
        {
            _entries.Add(known = new EntryBuilder(type, item));
            _known.Add((type, item.OutputIndex, item.Id), known);
        }

        known.Add(item);
    }

    /// <summary>Creates the response from the events so far.</summary>
    public ConversationResponse Build() => new()
    {
        ConversationId = ConversationId ?? string.Empty,
        Outputs = _entries.OrderBy(e => e.OutputIndex).Select(e => e.Build()).ToArray(),
        Usage = Usage,
    };

    private sealed class EntryBuilder(string type, ConversationStreamEvent first)
    {
        private readonly ChatMessageBuilder _content = new();
        private readonly StringBuilder _arguments = new();
        private readonly Dictionary<string, JsonElement> _other = [];
        private string? _name;
        private string? _role;
        private string? _toolCallId;
        private string? _confirmation;
        private string? _agentId;
        private string? _model;
        private bool _hasArguments;
        private string? _madeId;

        public int OutputIndex => first.OutputIndex;

        public void Add(ConversationStreamEvent item)
        {
            _name = item.Name is { Length: > 0 } name ? name : _name;
            _toolCallId = ToolCallId.Get(item.ToolCallId) ?? _toolCallId;
            _confirmation = item.ConfirmationStatus ?? _confirmation;
            _agentId = item.AgentId ?? _agentId;
            _model = item.Model ?? _model;
            _content.Add(new ChatDelta { Content = item.Content });
            _hasArguments |= item.Arguments is not null;
            _ = _arguments.Append(item.Arguments);
            // The position of the event's content isn't a field of the entry.
            foreach (KeyValuePair<string, JsonElement> field in (item.Other ?? []).Where(f => f.Key != "content_index"))
            {
                if (field.Key == "role")
                {
                    _role = field.Value.ToString();
                }
                else if (field.Key != "created_at" || !_other.ContainsKey(field.Key))
                {
                    // An entry was created at the time of its first event.
                    _other[field.Key] = field.Value;
                }
            }
        }

        public ConversationEntry Build() => new()
        {
            Type = type,
            Id = first.Id,
            Role = type is ConversationEntry.MessageOutputType ? _role ?? "assistant" : null,
            Content = type is ConversationEntry.MessageOutputType ? _content.Build().Content : null,
            ToolCallId = _toolCallId ?? (type is ConversationEntry.FunctionCallType ? _madeId ??= ToolCallId.GetOrCreate(given: null) : null),
            Name = _name,
            Arguments = _hasArguments ? _arguments.ToString() : null,
            ConfirmationStatus = _confirmation,
            AgentId = _agentId,
            Model = _model,
            Other = _other.Count > 0 ? _other : null,
        };
    }
}
