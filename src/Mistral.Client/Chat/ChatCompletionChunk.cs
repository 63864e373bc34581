using System.Collections.Generic;
using System.Text.Json.Serialization;
using Mistral.Client.Chat;
using Mistral.Client.Json;

namespace Mistral.Client;

/// <summary>One event of a streamed response.</summary>
public sealed class ChatCompletionChunk
{
    /// <summary>The id of the response, the same in each event.</summary>
    public string? Id { get; init; }

    /// <summary>The model that writes the answers.</summary>
    public string? Model { get; init; }

    /// <summary>When the response was created, in seconds since 1970-01-01 UTC.</summary>
    [JsonConverter(typeof(UnixTimeConverter))]
    public long? Created { get; init; }

    /// <summary>The new pieces of the answers.</summary>
    public ChatChunkChoice[]? Choices { get; init; }

    /// <summary>The token usage; in the last event only.</summary>
    public TokenUsage? Usage { get; init; }
}

/// <summary>What an event adds to one answer.</summary>
public sealed class ChatChunkChoice
{
    /// <summary>The index of the answer, from 0.</summary>
    public int Index { get; init; }

    /// <summary>The new pieces.</summary>
    [JsonInclude]
    public ChatDelta? Delta { get; internal set; }

    /// <summary>Why the answer ended; null before the end.</summary>
    [JsonConverter(typeof(FinishReasonConverter))]
    public string? FinishReason { get; init; }

    /// <summary>The new pieces. Some servers use this field in the last event.</summary>
    [JsonInclude]
    internal ChatDelta? Message { get; set; }
}

/// <summary>New pieces of a message.</summary>
public sealed class ChatDelta
{
    /// <summary>The role of the message; in the first event only.</summary>
    public string? Role { get; init; }

    /// <summary>New content: a string, or an array of <see cref="ContentChunk"/>.</summary>
    [JsonConverter(typeof(ContentConverter))]
    [JsonInclude]
    public object? Content { get; internal set; }

    /// <summary>New pieces of tool calls. The index of each tells which call it belongs to.</summary>
    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }

    /// <summary>For a tool's message: the id of the call that it answers.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>The index of the message, if the answer has several.</summary>
    public int? Index { get; init; }
}
