using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Chat;
using Mistral.Client.Json;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>The response to a completion request.</summary>
public sealed class ChatCompletion
{
    /// <summary>The id of the response.</summary>
    [JsonInclude]
    public string? Id { get; internal set; }

    /// <summary>The model that wrote the answers.</summary>
    [JsonInclude]
    public string? Model { get; internal set; }

    /// <summary>When the response was created, in seconds since 1970-01-01 UTC.</summary>
    [JsonInclude]
    [JsonConverter(typeof(UnixTimeConverter))]
    public long? Created { get; internal set; }

    /// <summary>The answers. One, unless the request asked for more.</summary>
    [JsonInclude]
    [JsonRequired]
    public IReadOnlyList<ChatChoice> Choices { get; internal set; } = [];

    /// <summary>The token usage.</summary>
    [JsonInclude]
    public TokenUsage? Usage
    {
        get;
        internal set => field = value is { IsEmpty: false } ? value : null;
    }

    /// <summary>The type of the response. It isn't used.</summary>
    [JsonInclude]
    internal string? Object { get; set; }

    /// <summary>All other fields, unchanged.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }

    /// <summary>Whether the response is valid: it has answers, and no error beside them.</summary>
    internal bool IsComplete =>
        Choices is { Count: > 0 }
        && !ErrorReply.IsBeside(Other)
        && Choices.All(c => c is not null && !ErrorReply.IsBeside(c.Other) && c.GetMessages().All(m => m is not null && !ErrorReply.IsBeside(m.Other) && ToolCall.AreWhole(m.ToolCalls)));

    /// <summary>Completes the messages, so that they can be sent back.</summary>
    internal ChatCompletion Complete()
    {
        foreach (ChatMessage message in Choices.SelectMany(c => c.GetMessages()))
        {
            message.Complete();
        }

        return this;
    }
}

/// <summary>One answer of a response.</summary>
public sealed class ChatChoice
{
    /// <summary>The index of the answer, from 0.</summary>
    [JsonInclude]
    public int Index { get; internal set; }

    /// <summary>The answer.</summary>
    [JsonInclude]
    public ChatMessage? Message { get; internal set; }

    /// <summary>The messages of an answer that has several, for example if the server ran tools.</summary>
    [JsonInclude]
    public IReadOnlyList<ChatMessage>? Messages { get; internal set; }

    /// <summary>Why the answer ended: <c>stop</c>, <c>length</c>, <c>model_length</c>, <c>tool_calls</c>, <c>error</c> or a newer value.</summary>
    [JsonInclude]
    [JsonConverter(typeof(FinishReasonConverter))]
    public string? FinishReason { get; internal set; }

    /// <summary>All other fields, unchanged.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }

    /// <summary>Whether a token limit truncated the answer.</summary>
    internal bool IsCut => FinishReason is "length" or "model_length";

    /// <summary>Gets the error that ended the answer, or null if it ended normally.</summary>
    internal MistralApiException? GetFailure() => FinishReason is not "error" ? null
        : new MistralApiException(MistralErrorKind.ServerError, "The model ended the answer with an error.") { PartialText = GetLastMessage().ToString() };

    /// <summary>All messages of the answer, at least one.</summary>
    internal IReadOnlyList<ChatMessage> GetMessages() =>
        Message is null && Messages is { Count: > 0 } several ? several : [Message ?? new ChatMessage { Role = "assistant", Content = string.Empty }];

    /// <summary>Gets the last message of the answer.</summary>
    internal ChatMessage GetLastMessage()
    {
        IReadOnlyList<ChatMessage> messages = GetMessages();
        return messages[messages.Count - 1];
    }

    /// <summary>Gets the tool calls of the answer.</summary>
    internal ToolCall[] GetToolCalls() => GetLastMessage().ToolCalls ?? [];
}
