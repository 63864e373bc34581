using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Chat;
using Mistral.Client.Json;
using Mistral.Client.Transport;

namespace Mistral.Client;

/// <summary>The reply to a request for a completion.</summary>
public sealed class ChatCompletion
{
    /// <summary>The reply's id.</summary>
    [JsonInclude]
    public string? Id { get; internal set; }

    /// <summary>The model that answered.</summary>
    [JsonInclude]
    public string? Model { get; internal set; }

    /// <summary>When, in seconds since 1970.</summary>
    [JsonInclude]
    [JsonConverter(typeof(UnixTimeConverter))]
    public long? Created { get; internal set; }

    /// <summary>The answers; one, unless more were asked for.</summary>
    [JsonInclude]
    [JsonRequired]
    public IReadOnlyList<ChatChoice> Choices { get; internal set; } = [];

    /// <summary>The tokens it took.</summary>
    [JsonInclude]
    public TokenUsage? Usage
    {
        get;
        internal set => field = value is { IsEmpty: false } ? value : null;
    }

    /// <summary>Says that it is such a reply; of use to nobody else.</summary>
    [JsonInclude]
    internal string? Object { get; set; }

    /// <summary>Every other field, as it came.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }

    /// <summary>Whether it is the reply that it should be: with answers, and without the error that some servers put beside them.</summary>
    internal bool IsWhole =>
        Choices is { Count: > 0 }
        && !ErrorReply.IsBeside(Other)
        && Choices.All(c => c is not null && !ErrorReply.IsBeside(c.Other) && c.GetMessages().All(m => m is not null && !ErrorReply.IsBeside(m.Other) && ToolCall.AreWhole(m.ToolCalls)));

    /// <summary>Makes its messages ones that can be sent back.</summary>
    internal ChatCompletion Complete()
    {
        foreach (ChatMessage message in Choices.SelectMany(c => c.GetMessages()))
        {
            message.Complete();
        }

        return this;
    }
}

/// <summary>One answer of a reply.</summary>
public sealed class ChatChoice
{
    /// <summary>Its place among the answers.</summary>
    [JsonInclude]
    public int Index { get; internal set; }

    /// <summary>The answer.</summary>
    [JsonInclude]
    public ChatMessage? Message { get; internal set; }

    /// <summary>The messages of an answer that has several, as where the server itself used tools.</summary>
    [JsonInclude]
    public IReadOnlyList<ChatMessage>? Messages { get; internal set; }

    /// <summary>Why it ended: <c>stop</c>, <c>length</c>, <c>model_length</c>, <c>tool_calls</c>, <c>error</c> or a newer word.</summary>
    [JsonInclude]
    [JsonConverter(typeof(FinishReasonConverter))]
    public string? FinishReason { get; internal set; }

    /// <summary>Every other field, as it came.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }

    /// <summary>Whether it was cut off at a limit of tokens.</summary>
    internal bool IsCut => FinishReason is "length" or "model_length";

    /// <summary>The failure that the answer ended with; null where it ended well.</summary>
    internal MistralApiException? GetFailure() => FinishReason is not "error" ? null
        : new MistralApiException(MistralErrorKind.ServerError, "The model ended the answer with an error.") { PartialText = GetLastMessage().ToString() };

    /// <summary>All messages of the answer, at least one.</summary>
    internal IReadOnlyList<ChatMessage> GetMessages() =>
        Message is null && Messages is { Count: > 0 } several ? several : [Message ?? new ChatMessage { Role = "assistant", Content = string.Empty }];

    /// <summary>The message that the answer ends with.</summary>
    internal ChatMessage GetLastMessage()
    {
        IReadOnlyList<ChatMessage> messages = GetMessages();
        return messages[messages.Count - 1];
    }

    /// <summary>The calls that the answer asks for.</summary>
    internal ToolCall[] GetToolCalls() => GetLastMessage().ToolCalls ?? [];
}
