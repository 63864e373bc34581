using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Tools;
using Mistral.PowerShell.Core.Json;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>Converts responses to the output of the chat cmdlets.</summary>
internal static class ChatOutput
{
    /// <summary>Creates the object for one answer of a chat.</summary>
    public static PSObject CreateReply(
        ChatCompletion completion, ChatChoice choice, ToolLoop<ChatRequest, ChatCompletion> loop, decimal? cost, bool isFromCache) =>
        CreateReply(completion, choice, loop.Asked!.Messages, loop.Results, loop.State, cost, isFromCache);

    /// <summary>Creates the object for one answer of a chat.</summary>
    /// <param name="completion">The response.</param>
    /// <param name="choice">The answer.</param>
    /// <param name="asked">The messages of the request.</param>
    /// <param name="results">The results of tool calls.</param>
    /// <param name="state">How the rounds of tool calls ended.</param>
    /// <param name="cost">The cost of all requests for the answer; null if it is unknown.</param>
    /// <param name="isFromCache">Whether the response is from the cache.</param>
    public static PSObject CreateReply(
        ChatCompletion completion, ChatChoice choice, IReadOnlyList<ChatMessage> asked, ToolResult[] results, ToolRoundState state,
        decimal? cost = null, bool isFromCache = false)
    {
        ChatMessage message = choice.GetLastMessage();
        ChatReply reply = new()
        {
            Content = message.ToString(),
            Message = message,
            Index = choice.Index,
            Reasoning = NullIfEmpty(message.GetReasoning()),
            ToolCall = choice.GetToolCalls(),
            ToolResult = results,
            ToolRoundState = state,
            Usage = ModelCommand.CreateUsage(completion.Usage),
            Cost = cost,
            FinishReason = choice.FinishReason,
            Model = completion.Model,
            Id = completion.Id,
            CreatedAt = GetTime(completion),
            FromCache = isFromCache,
            History = [.. asked, .. GetMessages(choice)],
        };
        return AddOthers(reply, completion, choice);
    }

    /// <summary>Gets the messages of an answer. Messages and chunks have all fields as properties.</summary>
    public static IReadOnlyList<ChatMessage> GetMessages(ChatChoice choice)
    {
        IReadOnlyList<ChatMessage> messages = choice.GetMessages();
        foreach (ChatMessage message in messages)
        {
            if (message.Other is { Count: > 0 } fields)
            {
                _ = JsonObjects.AddFields(PSObject.AsPSObject(message), fields);
            }

            AddChunkFields(message.Content);
        }

        return messages;
    }

    /// <summary>Adds the fields without a property in the type to the chunks of a message.</summary>
    public static void AddChunkFields(object? content)
    {
        foreach (ContentChunk chunk in content as IEnumerable<ContentChunk> ?? [])
        {
            PSObject shown = PSObject.AsPSObject(chunk);
            if (chunk.Other is { Count: > 0 } fields && shown.Properties[JsonObjects.GetName(fields.Keys.First())] is null)
            {
                _ = JsonObjects.AddFields(shown, fields);
            }

            AddChunkFields(chunk.Thinking);
        }
    }

    /// <summary>Creates the object for completed code.</summary>
    public static PSObject CreateFimReply(string prompt, ChatCompletion completion, ChatChoice choice, decimal? cost, bool isFromCache)
    {
        FimReply reply = new()
        {
            Content = choice.GetLastMessage().ToString(),
            Prompt = prompt,
            Usage = ModelCommand.CreateUsage(completion.Usage),
            Cost = cost,
            FinishReason = choice.FinishReason,
            Model = completion.Model,
            Id = completion.Id,
            CreatedAt = GetTime(completion),
            FromCache = isFromCache,
        };
        return AddOthers(reply, completion, choice);
    }

    /// <summary>Creates the object for a piece of an answer.</summary>
    public static ChatDelta CreateDelta(ChatCompletionChunk chunk, ChatChunkChoice choice)
    {
        // Almost all pieces contain only text.
        (string content, string reasoning) = choice.Delta?.Content is string text ? (text, string.Empty) : ReadPiece(choice.Delta);
        return new ChatDelta
        {
            Content = content,
            Reasoning = NullIfEmpty(reasoning),
            Index = choice.Index,
            FinishReason = choice.FinishReason,
            Model = chunk.Model,
            Id = chunk.Id,
        };
    }

    private static (string Content, string Reasoning) ReadPiece(Client.ChatDelta? delta)
    {
        if (delta is null)
        {
            return (string.Empty, string.Empty);
        }

        ChatMessageBuilder builder = new();
        builder.Add(delta);
        ChatMessage piece = builder.Build();
        return (piece.ToString(), piece.GetReasoning());
    }

    private static PSObject AddOthers(object reply, ChatCompletion completion, ChatChoice choice) =>
        JsonObjects.AddFields(PSObject.AsPSObject(reply), completion.Other, choice.Other);

    private static DateTimeOffset? GetTime(ChatCompletion completion) =>
        completion.Created is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
