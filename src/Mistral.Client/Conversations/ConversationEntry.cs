using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Chat;
using Mistral.Client.Conversations;
using Mistral.Client.Json;

namespace Mistral.Client;

/// <summary>One entry of a conversation: a message, a call, its result, a tool's run, a handoff. What this type does not name is kept.</summary>
public sealed class ConversationEntry
{
    internal const string MessageInputType = "message.input";
    internal const string MessageOutputType = "message.output";
    internal const string FunctionCallType = "function.call";
    internal const string FunctionResultType = "function.result";
    internal const string ToolExecutionType = "tool.execution";
    internal const string AgentHandoffType = "agent.handoff";

    /// <summary>Its kind: <c>message.input</c>, <c>message.output</c>, <c>function.call</c>, <c>function.result</c>, <c>tool.execution</c>, <c>agent.handoff</c> or a newer word.</summary>
    [JsonInclude]
    public string Type
    {
        get;
        internal set => field = value ?? string.Empty;
    }

    = string.Empty;

    /// <summary>The entry's id, from which a conversation can be started again.</summary>
    public string? Id { get; init; }

    /// <summary>Of a message: who speaks, <c>user</c> or <c>assistant</c>.</summary>
    public string? Role { get; init; }

    /// <summary>Of a message: what is said, a string or an array of <see cref="ContentChunk"/>.</summary>
    [JsonConverter(typeof(ContentConverter))]
    [JsonInclude]
    public object? Content { get; internal set; }

    /// <summary>Of a call and its result: the call's id.</summary>
    [JsonInclude]
    public string? ToolCallId { get; internal set; }

    /// <summary>The name of the function or of the tool.</summary>
    public string? Name { get; init; }

    /// <summary>The arguments as JSON.</summary>
    [JsonInclude]
    [JsonConverter(typeof(RawTextConverter))]
    public string? Arguments { get; internal set; }

    /// <summary>Of a call that the server runs: <c>pending</c>, <c>allowed</c> or <c>denied</c>; null where nobody has to allow it.</summary>
    public string? ConfirmationStatus { get; init; }

    /// <summary>Of a result: what the function gave.</summary>
    public string? Result { get; init; }

    /// <summary>The agent that it is of.</summary>
    public string? AgentId { get; init; }

    /// <summary>The model that it is of.</summary>
    public string? Model { get; init; }

    /// <summary>Every other field, as it came.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }

    /// <summary>A message's text without its thinking; of others, what they are about.</summary>
    public override string ToString() => Type switch
    {
        MessageInputType or MessageOutputType => AsMessage().ToString(),
        FunctionResultType => Result ?? string.Empty,
        AgentHandoffType => $"{GetText("previous_agent_name")} -> {GetText("next_agent_name")}",
        _ => $"{Name} {Arguments}".Trim(),
    };

    /// <summary>Makes a user's message.</summary>
    /// <param name="text">What the user says.</param>
    /// <param name="media">The images and documents that it is about.</param>
    internal static ConversationEntry User(string text, IReadOnlyCollection<ContentChunk> media) => new()
    {
        Type = MessageInputType,
        Role = "user",
        Content = media.Count == 0 ? text : (ContentChunk[])[ContentChunk.OfText(text), .. media],
    };

    /// <summary>Makes the result of a call.</summary>
    internal static ConversationEntry ResultOf(string toolCallId, string result) => new() { Type = FunctionResultType, ToolCallId = toolCallId, Result = result };

    /// <summary>Reads an entry of a list.</summary>
    /// <exception cref="MistralApiException">It isn't valid.</exception>
    internal static ConversationEntry Read(JsonElement entry)
    {
        try
        {
            return (entry.Deserialize(ConversationJson.Context.ConversationEntry) ?? throw new JsonException()).Complete()
                is { Type.Length: > 0 } read ? read : throw new JsonException();
        }
        catch (JsonException)
        {
            throw new MistralApiException(MistralErrorKind.InvalidResponse, "An entry of the conversation is not the JSON that was expected.");
        }
    }

    /// <summary>Makes an entry of a reply one that can be sent back: a kind, text without halves of characters, a call with an id.</summary>
    internal ConversationEntry Complete()
    {
        Type = Type.Length > 0 || Content is null ? Type : MessageOutputType;
        Content = ContentHalves.Replace(Content);
        Arguments = Arguments is { } arguments ? Utf16.ReplaceHalves(arguments) : null;
        ToolCallId = Type is FunctionCallType ? Chat.ToolCallId.GetOrCreate(ToolCallId) : ToolCallId;
        return this;
    }

    /// <summary>Whether it is an assistant's message in which nothing was said, which the API refuses.</summary>
    internal bool IsEmptyTurn => Type is MessageOutputType && AsMessage().IsEmptyTurn;

    /// <summary>The text of a message's thinking. May be empty.</summary>
    internal string GetReasoning() => AsMessage().GetReasoning();

    /// <summary>The chunks of a message that are of one kind.</summary>
    internal IEnumerable<ContentChunk> GetChunks(string type) => (Content as IEnumerable<ContentChunk> ?? []).Where(c => c.Type == type);

    /// <summary>The call that the entry asks for; null where it asks for none, or somebody has decided on it.</summary>
    internal ToolCall? GetOpenCall() => Type is FunctionCallType && ConfirmationStatus is null or ToolCall.Pending
        ? new ToolCall { Id = ToolCallId, Type = "function", Function = new FunctionCall { Name = Name, Arguments = Arguments }, ConfirmationStatus = ConfirmationStatus }
        : null;

    /// <summary>The entry as the API takes it.</summary>
    internal ConversationEntry ForReplay(DeferredMedia slots) => Content is not IEnumerable<ContentChunk> chunks ? this : new ConversationEntry
    {
        Type = Type,
        Id = Id,
        Role = Role,
        Content = chunks.Select(c => c.ForReplay(slots)).ToArray(),
        AgentId = AgentId,
        Model = Model,
        Other = Other,
    };

    private string? GetText(string field) => Other is not null && Other.TryGetValue(field, out JsonElement value) ? value.ToString() : null;

    private ChatMessage AsMessage() => new() { Role = Role ?? string.Empty, Content = Content };
}
