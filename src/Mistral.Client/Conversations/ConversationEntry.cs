using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Chat;
using Mistral.Client.Conversations;
using Mistral.Client.Json;

namespace Mistral.Client;

/// <summary>One entry of a conversation: a message, a tool call, its result, a run of a tool, a handoff. Fields without a property are kept.</summary>
public sealed class ConversationEntry
{
    internal const string MessageInputType = "message.input";
    internal const string MessageOutputType = "message.output";
    internal const string FunctionCallType = "function.call";
    internal const string FunctionResultType = "function.result";
    internal const string ToolExecutionType = "tool.execution";
    internal const string AgentHandoffType = "agent.handoff";

    /// <summary>The type: <c>message.input</c>, <c>message.output</c>, <c>function.call</c>, <c>function.result</c>, <c>tool.execution</c>, <c>agent.handoff</c> or a newer value.</summary>
    [JsonInclude]
    public string Type
    {
        get;
        internal set => field = value ?? string.Empty;
    }

    = string.Empty;

    /// <summary>The id of the entry. A conversation can be restarted from it.</summary>
    public string? Id { get; init; }

    /// <summary>For a message: the role of its author, <c>user</c> or <c>assistant</c>.</summary>
    public string? Role { get; init; }

    /// <summary>For a message: its content, a string or an array of <see cref="ContentChunk"/>.</summary>
    [JsonConverter(typeof(ContentConverter))]
    [JsonInclude]
    public object? Content { get; internal set; }

    /// <summary>For a tool call and its result: the id of the call.</summary>
    [JsonInclude]
    public string? ToolCallId { get; internal set; }

    /// <summary>The name of the function or of the tool.</summary>
    public string? Name { get; init; }

    /// <summary>The arguments as JSON.</summary>
    [JsonInclude]
    [JsonConverter(typeof(RawTextConverter))]
    public string? Arguments { get; internal set; }

    /// <summary>For a tool call that the server runs: <c>pending</c>, <c>allowed</c> or <c>denied</c>; null if it needs no approval.</summary>
    public string? ConfirmationStatus { get; init; }

    /// <summary>For a result: the output of the function.</summary>
    public string? Result { get; init; }

    /// <summary>The id of the agent that created the entry.</summary>
    public string? AgentId { get; init; }

    /// <summary>The id of the model that created the entry.</summary>
    public string? Model { get; init; }

    /// <summary>All other fields, unchanged.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }

    /// <summary>For a message: its text without reasoning. For other entries: a short description.</summary>
    public override string ToString() => Type switch
    {
        MessageInputType or MessageOutputType => AsMessage().ToString(),
        FunctionResultType => Result ?? string.Empty,
        AgentHandoffType => $"{GetText("previous_agent_name")} -> {GetText("next_agent_name")}",
        _ => $"{Name} {Arguments}".Trim(),
    };

    /// <summary>Creates a user's message.</summary>
    /// <param name="text">The text of the user.</param>
    /// <param name="media">The images and documents of the message.</param>
    internal static ConversationEntry User(string text, IReadOnlyCollection<ContentChunk> media) => new()
    {
        Type = MessageInputType,
        Role = "user",
        Content = media.Count == 0 ? text : (ContentChunk[])[ContentChunk.OfText(text), .. media],
    };

    /// <summary>Creates the result of a tool call.</summary>
    internal static ConversationEntry ResultOf(string toolCallId, string result) => new() { Type = FunctionResultType, ToolCallId = toolCallId, Result = result };

    /// <summary>Reads one entry of a list.</summary>
    /// <exception cref="MistralApiException">The entry isn't valid.</exception>
    internal static ConversationEntry Read(JsonElement entry)
    {
        try
        {
            return (entry.Deserialize(ConversationJson.Context.ConversationEntry) ?? throw new JsonException()).Complete()
                is { Type.Length: > 0 } read ? read : throw new JsonException();
        }
        catch (JsonException)
        {
            throw new MistralApiException(MistralErrorKind.InvalidResponse, "An entry of the conversation isn't the expected JSON.");
        }
    }

    /// <summary>Prepares an entry of a response to be sent back: adds a missing type and call id, and replaces invalid text.</summary>
    internal ConversationEntry Complete()
    {
        Type = Type.Length > 0 || Content is null ? Type : MessageOutputType;
        Content = ContentHalves.Replace(Content);
        Arguments = Arguments is { } arguments ? Utf16.ReplaceHalves(arguments) : null;
        ToolCallId = Type is FunctionCallType ? Chat.ToolCallId.GetOrCreate(ToolCallId) : ToolCallId;
        return this;
    }

    /// <summary>Whether it is an assistant's message without content. The API refuses these.</summary>
    internal bool IsEmptyTurn => Type is MessageOutputType && AsMessage().IsEmptyTurn;

    /// <summary>Gets the reasoning of a message. May be empty.</summary>
    internal string GetReasoning() => AsMessage().GetReasoning();

    /// <summary>Gets the chunks of a message that have one type.</summary>
    internal IEnumerable<ContentChunk> GetChunks(string type) => (Content as IEnumerable<ContentChunk> ?? []).Where(c => c.Type == type);

    /// <summary>Gets the tool call of the entry; null if it has none, or if the call was already approved or denied.</summary>
    internal ToolCall? GetOpenCall() => Type is FunctionCallType && ConfirmationStatus is null or ToolCall.Pending
        ? new ToolCall { Id = ToolCallId, Type = "function", Function = new FunctionCall { Name = Name, Arguments = Arguments }, ConfirmationStatus = ConfirmationStatus }
        : null;

    /// <summary>Gets the entry in the form that the API accepts.</summary>
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
