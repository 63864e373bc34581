using System.Collections.Generic;
using System.Text.Json.Serialization;
using Mistral.Client.Chat;
using Mistral.Client.Json;

namespace Mistral.Client;

/// <summary>One event of a streamed reply.</summary>
public sealed class ChatCompletionChunk
{
    /// <summary>The reply's id, the same in each event.</summary>
    public string? Id { get; init; }

    /// <summary>The model that answers.</summary>
    public string? Model { get; init; }

    /// <summary>When, in seconds since 1970.</summary>
    [JsonConverter(typeof(UnixTimeConverter))]
    public long? Created { get; init; }

    /// <summary>What is new.</summary>
    public ChatChunkChoice[]? Choices { get; init; }

    /// <summary>The tokens it took; in the last event only.</summary>
    public TokenUsage? Usage { get; init; }
}

/// <summary>What an event adds to one answer.</summary>
public sealed class ChatChunkChoice
{
    /// <summary>Which answer.</summary>
    public int Index { get; init; }

    /// <summary>What is new in it.</summary>
    [JsonInclude]
    public ChatDelta? Delta { get; internal set; }

    /// <summary>Why it ended; null until it has.</summary>
    [JsonConverter(typeof(FinishReasonConverter))]
    public string? FinishReason { get; init; }

    /// <summary>What is new in it, as some servers call it in the last event.</summary>
    [JsonInclude]
    internal ChatDelta? Message { get; set; }
}

/// <summary>New pieces of a message.</summary>
public sealed class ChatDelta
{
    /// <summary>Who speaks; in the first event only.</summary>
    public string? Role { get; init; }

    /// <summary>New content: a string, or an array of <see cref="ContentChunk"/>.</summary>
    [JsonConverter(typeof(ContentConverter))]
    [JsonInclude]
    public object? Content { get; internal set; }

    /// <summary>New pieces of calls, told apart by their index.</summary>
    public IReadOnlyList<ToolCall>? ToolCalls { get; init; }

    /// <summary>Of a tool's message: which call it answers.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>Which message of the answer, where it has several.</summary>
    public int? Index { get; init; }
}
