using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Chat;
using Mistral.Client.Json;
using Mistral.Client.Streaming;

namespace Mistral.Client;

/// <summary>One event of a streamed reply. What this type does not name is kept.</summary>
public sealed record ConversationStreamEvent
{
    internal const string StartedType = "conversation.response.started";
    internal const string DoneType = "conversation.response.done";
    internal const string ErrorType = "conversation.response.error";

    /// <summary>How a stream of a conversation reports errors. Those of the server's own tools are part of their run.</summary>
    internal static EventErrors Errors { get; } = new(ErrorType, "tool.");

    /// <summary>Its kind, such as <c>message.output.delta</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Of the first event: the conversation's id.</summary>
    public string? ConversationId { get; init; }

    /// <summary>The id of the entry that it adds to.</summary>
    public string? Id { get; init; }

    /// <summary>The place of that entry in the reply.</summary>
    public int OutputIndex { get; init; }

    /// <summary>New content: a string, or an array of <see cref="ContentChunk"/>.</summary>
    [JsonConverter(typeof(ContentConverter))]
    public object? Content { get; init; }

    /// <summary>Of a call: its id.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>The name of the function or of the tool.</summary>
    public string? Name { get; init; }

    /// <summary>A piece of the arguments.</summary>
    [JsonConverter(typeof(RawTextConverter))]
    public string? Arguments { get; init; }

    /// <summary>Of a call that the server runs: <c>pending</c>, <c>allowed</c> or <c>denied</c>.</summary>
    public string? ConfirmationStatus { get; init; }

    /// <summary>The agent that it is of.</summary>
    public string? AgentId { get; init; }

    /// <summary>The model that it is of.</summary>
    public string? Model { get; init; }

    /// <summary>Of the last event: the tokens it took.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>Every other field, as it came.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }
}
