using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;
using Mistral.Client;
using Mistral.Client.Chat;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Core.Text;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>
/// Reads earlier messages: messages of this module, replies with their whole conversation, and hashtables or
/// objects with role and content as in the API or in a saved file.
/// </summary>
internal static class HistoryReader
{
    private static readonly string[] s_roles = ["system", "user", "assistant", "tool"];

    /// <summary>Reads messages.</summary>
    /// <exception cref="HistoryException">A value isn't a message.</exception>
    public static IReadOnlyList<ChatMessage> Read(object? value) => ReadItems(value).ToArray();

    /// <summary>Reads the conversation in a reply.</summary>
    /// <exception cref="HistoryException">The value isn't a reply, or is a piece of a stream other than the last.</exception>
    public static IReadOnlyList<ChatMessage> ReadReply(PSObject reply)
    {
        object? history = reply.Properties["History"]?.Value;
        object? plain = PSValue.Unwrap(history);
        return plain switch
        {
            IReadOnlyList<ChatMessage> messages => messages,
            IEnumerable list and not string => list.Cast<object?>().Any(IsText) ? throw HistoryException.Cut(reply) : Read(list),
            _ => throw HistoryException.Missing(reply),
        };
    }

    private static IEnumerable<ChatMessage> ReadItems(object? value)
    {
        object? plain = value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;
        return plain switch
        {
            ChatMessage message => [message],
            ChatReply reply => reply.History,
            ChatDelta delta => delta.History ?? throw HistoryException.Invalid(delta, "only the last piece of a stream has a history."),
            null or string => throw HistoryException.Invalid(value, "text without a role isn't a message."),
            IDictionary map => [ReadMessage(map)],
            IEnumerable list => list.Cast<object?>().SelectMany(ReadItems),
            _ when PSObject.AsPSObject(value).Properties["History"] is not null => ReadReply(PSObject.AsPSObject(value)),
            _ => [ReadMessage(value!)],
        };
    }

    private static bool IsText(object? item) => PSValue.Unwrap(item) is string;

    private static ChatMessage ReadMessage(object item)
    {
        if (Normalise(JsonNode.Parse(PSJsonWriter.Write(item))) is not JsonObject fields)
        {
            throw HistoryException.Invalid(item, $"a value of type {item.GetType().Name} isn't a message.");
        }

        string role = fields["role"] is JsonValue given && given.TryGetValue(out string? text)
            ? text
            : throw HistoryException.Invalid(item, "a message has no role.");
        if (!s_roles.Contains(role))
        {
            throw HistoryException.Invalid(item, $"'{role}' isn't a valid role. Expected one of {string.Join(", ", s_roles)}.");
        }

        // An assistant's message may have only calls, or may be empty. Empty messages aren't sent.
        if (fields["content"] is null && role != "assistant")
        {
            throw HistoryException.Invalid(item, $"a message with the role {role} has no content.");
        }

        return Deserialize(fields, item);
    }

    private static ChatMessage Deserialize(JsonObject fields, object item)
    {
        ChatMessage message;
        try
        {
            message = fields.Deserialize(ChatJson.Context.ChatMessage)!;
            if (!IsComplete(message))
            {
                throw new JsonException();
            }
        }
        catch (JsonException)
        {
            throw HistoryException.Invalid(item, "a message doesn't have the format of the API: content must be text or a list of chunks with types, and a tool call must have a function.");
        }

        return message.Other is { Count: > 0 } other ? throw HistoryException.Invalid(item, $"a message has no field '{other.Keys.First()}'.")
            : message;
    }

    // Responses may omit the name of a call and the type of a chunk. A user must specify them.
    private static bool IsComplete(ChatMessage message) =>
        message.ToolCalls?.All(c => c?.Function.Name is not null) is not false
        && (message.Content as IEnumerable<ContentChunk>)?.All(c => c.IsOfSaidType) is not false;

    // A deserialized chunk has its other fields twice: as JSON, and as properties. Null for other objects.
    private static JsonObject? GetChunkFields(JsonObject copy)
    {
        if (copy[nameof(ContentChunk.Type)] is null || copy[nameof(ContentChunk.Json)] is not JsonValue json || !json.TryGetValue(out string? text))
        {
            return null;
        }

        JsonObject chunk = Parse(text) ?? [];
        foreach (string name in (string[])[nameof(ContentChunk.Type), nameof(ContentChunk.Text), nameof(ContentChunk.Thinking)])
        {
            if (copy[name] is { } value)
            {
                chunk[JsonNamingPolicy.SnakeCaseLower.ConvertName(name)] = Normalise(value);
            }
        }

        return chunk;
    }

    private static JsonObject? Parse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Converts the property names of this module to those of the API, and omits null values.
    private static JsonNode? Normalise(JsonNode? node) => node switch
    {
        JsonObject chunk when GetChunkFields(chunk) is { } fields => fields,
        JsonObject fields => new JsonObject(fields
            .Where(f => f.Value is not null)
            .Select(f => (Name: JsonNamingPolicy.SnakeCaseLower.ConvertName(f.Key), f.Value))
            .GroupBy(f => f.Name, f => f.Value)
            .Select(g => new KeyValuePair<string, JsonNode?>(g.Key, g.Key == "arguments" ? g.First()!.DeepClone() : Normalise(g.First())))),
        JsonArray items => new JsonArray([.. items.Select(Normalise)]),
        _ => node?.DeepClone(),
    };
}
