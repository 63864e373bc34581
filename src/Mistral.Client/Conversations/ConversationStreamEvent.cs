using System.Collections.Generic;
using System.Text.Json;
using System.Text.Json.Serialization;
using Mistral.Client.Chat;
using Mistral.Client.Json;
using Mistral.Client.Streaming;

namespace Mistral.Client;

/// <summary>One event of a streamed response. Fields without a property are kept.</summary>
public sealed record ConversationStreamEvent
{
    internal const string StartedType = "conversation.response.started";
    internal const string DoneType = "conversation.response.done";
    internal const string ErrorType = "conversation.response.error";

    /// <summary>How the stream reports errors. Errors of the server's own tools don't end the stream.</summary>
    internal static EventErrors Errors { get; } = new(ErrorType, "tool.");

    /// <summary>The type, such as <c>message.output.delta</c>.</summary>
    public string? Type { get; init; }

    /// <summary>For the first event: the id of the conversation.</summary>
    public string? ConversationId { get; init; }

    /// <summary>The id of the entry that the event adds to.</summary>
    public string? Id { get; init; }

    /// <summary>The index of that entry in the response, from 0.</summary>
    public int OutputIndex { get; init; }

    /// <summary>New content: a string, or an array of <see cref="ContentChunk"/>.</summary>
    [JsonConverter(typeof(ContentConverter))]
    public object? Content { get; init; }

    /// <summary>For a tool call: its id.</summary>
    public string? ToolCallId { get; init; }

    /// <summary>The name of the function or of the tool.</summary>
    public string? Name { get; init; }

    /// <summary>A piece of the arguments.</summary>
    [JsonConverter(typeof(RawTextConverter))]
    public string? Arguments { get; init; }

    /// <summary>For a tool call that the server runs: <c>pending</c>, <c>allowed</c> or <c>denied</c>.</summary>
    public string? ConfirmationStatus { get; init; }

    /// <summary>The id of the agent that created the entry.</summary>
    public string? AgentId { get; init; }

    /// <summary>The id of the model that created the entry.</summary>
    public string? Model { get; init; }

    /// <summary>For the last event: the token usage.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>All other fields, unchanged.</summary>
    [JsonInclude]
    [JsonExtensionData]
    internal Dictionary<string, JsonElement>? Other { get; set; }
}
