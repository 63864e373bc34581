using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Chat;

namespace Mistral.Client;

/// <summary>One message of a chat.</summary>
public sealed class ChatMessage
{
    private const string AssistantRole = "assistant";

    /// <summary>Who speaks: <c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>. Default: <c>assistant</c>.</summary>
    [JsonInclude]
    public string Role
    {
        get;
        internal set => field = string.IsNullOrEmpty(value) ? AssistantRole : value;
    }

    = AssistantRole;

    /// <summary>What is said: a string, or an array of <see cref="ContentChunk"/>.</summary>
    [JsonInclude]
    [JsonConverter(typeof(ContentConverter))]
    public object? Content { get; internal set; }

    /// <summary>The functions that an assistant's message asks to call.</summary>
    [JsonInclude]
    public ToolCall[]? ToolCalls { get; internal set; }

    /// <summary>Of an assistant's message that comes last: whether the reply is to begin with it.</summary>
    [JsonInclude]
    public bool? Prefix { get; internal set; }

    /// <summary>Of a tool's message: which call it answers.</summary>
    [JsonInclude]
    public string? ToolCallId { get; internal set; }

    /// <summary>Of a tool's message: the function's name.</summary>
    [JsonInclude]
    public string? Name { get; internal set; }

    /// <summary>What the server said beyond that. It is kept for reading and not sent back: the API refuses fields it does not know.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }

    /// <summary>Makes a system message.</summary>
    /// <param name="text">What the model is to keep in mind.</param>
    public static ChatMessage System(string text) => new() { Role = "system", Content = text };

    /// <summary>Makes a user's message.</summary>
    /// <param name="text">What the user says.</param>
    public static ChatMessage User(string text) => new() { Role = "user", Content = text };

    /// <summary>The message's text, without its thinking.</summary>
    public override string ToString() => Join(ContentChunk.TextType);

    /// <summary>The text of the message's thinking. May be empty.</summary>
    internal string GetReasoning() => Join(ContentChunk.ThinkingType);

    /// <summary>Whether it is an assistant's turn in which nothing was said, which the API refuses.</summary>
    internal bool IsEmptyTurn =>
        Role == AssistantRole
        && Prefix is not true
        && ToolCalls is null or { Length: 0 }
        && Content switch
        {
            null => true,
            string text => text.Length == 0,
            IEnumerable<ContentChunk> chunks => chunks.All(c => c.IsEmpty),
            _ => false,
        };

    /// <summary>Makes a reply's message one that can be sent back: text without halves of characters, calls with ids.</summary>
    internal void Complete()
    {
        Content = ContentHalves.Replace(Content);
        ToolCalls = ToolCalls is null ? null : [.. ToolCalls.Select(c => c.Complete())];
    }

    /// <summary>The message as the API takes it back.</summary>
    internal ChatMessage ForReplay(DeferredMedia slots) => Other is null && Prefix is not false && ToolCalls is null && Content is not IEnumerable<ContentChunk>
        ? this
        : new ChatMessage
        {
            Role = Role,
            Content = Content is IEnumerable<ContentChunk> chunks ? chunks.Select(c => c.ForReplay(slots)).ToArray() : Content,
            ToolCalls = ToolCalls?.Select(c => c.ForReplay()).ToArray(),
            Prefix = Prefix is true ? true : null,
            ToolCallId = ToolCallId,
            Name = Name,
        };

    private string Join(string type) => Content switch
    {
        string text => type == ContentChunk.TextType ? text : string.Empty,
        IEnumerable<ContentChunk> chunks => string.Concat(chunks.Where(c => c.Type == type)),
        _ => string.Empty,
    };
}
