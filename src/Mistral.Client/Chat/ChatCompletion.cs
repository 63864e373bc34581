using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mistral.Client;

/// <summary>The reply to a request for a completion.</summary>
public sealed class ChatCompletion
{
    /// <summary>The reply's id.</summary>
    public string? Id { get; init; }

    /// <summary>The model that answered.</summary>
    public string? Model { get; init; }

    /// <summary>When, in seconds since 1970.</summary>
    public long? Created { get; init; }

    /// <summary>The answers; one, unless more were asked for.</summary>
    public required IReadOnlyList<ChatChoice> Choices { get; init; }

    /// <summary>The tokens it took.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Every other field, as it came.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }
}

/// <summary>One answer of a reply.</summary>
public sealed class ChatChoice
{
    /// <summary>Its place among the answers.</summary>
    public int Index { get; init; }

    /// <summary>The answer.</summary>
    public ChatMessage? Message { get; init; }

    /// <summary>The messages of an answer that has several, as where the server itself used tools.</summary>
    public IReadOnlyList<ChatMessage>? Messages { get; init; }

    /// <summary>Why it ended: <c>stop</c>, <c>length</c>, <c>model_length</c>, <c>tool_calls</c>, <c>error</c> or a newer word.</summary>
    public string? FinishReason { get; init; }

    /// <summary>Every other field, as it came.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }

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
    internal IReadOnlyList<ToolCall> GetToolCalls() => GetLastMessage().ToolCalls ?? [];
}
