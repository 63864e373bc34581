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

    /// <summary>The role of the author: <c>system</c>, <c>user</c>, <c>assistant</c> or <c>tool</c>. Default: <c>assistant</c>.</summary>
    [JsonInclude]
    public string Role
    {
        get;
        internal set => field = string.IsNullOrEmpty(value) ? AssistantRole : value;
    }

    = AssistantRole;

    /// <summary>The content: a string, or an array of <see cref="ContentChunk"/>.</summary>
    [JsonInclude]
    [JsonConverter(typeof(ContentConverter))]
    public object? Content { get; internal set; }

    /// <summary>The functions that an assistant's message asks to call.</summary>
    [JsonInclude]
    public ToolCall[]? ToolCalls { get; internal set; }

    /// <summary>For an assistant's message at the end of a request: whether the answer must begin with it.</summary>
    [JsonInclude]
    public bool? Prefix { get; internal set; }

    /// <summary>For a tool's message: the id of the call that it answers.</summary>
    [JsonInclude]
    public string? ToolCallId { get; internal set; }

    /// <summary>For a tool's message: the name of the function.</summary>
    [JsonInclude]
    public string? Name { get; internal set; }

    /// <summary>The other fields that the server sent. They are not sent back, because the API refuses fields it doesn't know.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }

    /// <summary>Creates a system message.</summary>
    /// <param name="text">The instructions for the model.</param>
    public static ChatMessage System(string text) => new() { Role = "system", Content = text };

    /// <summary>Creates a user's message.</summary>
    /// <param name="text">The text of the user.</param>
    public static ChatMessage User(string text) => new() { Role = "user", Content = text };

    /// <summary>The text of the message, without its reasoning.</summary>
    public override string ToString() => Join(ContentChunk.TextType);

    /// <summary>The reasoning of the message. May be empty.</summary>
    internal string GetReasoning() => Join(ContentChunk.ThinkingType);

    /// <summary>Whether it is an assistant's message without content. The API refuses these.</summary>
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

    /// <summary>Prepares a message of a response to be sent back: replaces invalid text, and adds missing ids to the calls.</summary>
    internal void Complete()
    {
        Content = ContentHalves.Replace(Content);
        ToolCalls = ToolCalls is null ? null : [.. ToolCalls.Select(c => c.Complete())];
    }

    /// <summary>Gets the message in the form that the API accepts.</summary>
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
