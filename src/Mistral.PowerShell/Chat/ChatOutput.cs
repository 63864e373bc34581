using System;
using System.Collections.Generic;
using System.Management.Automation;
using Mistral.Client;

namespace Mistral.PowerShell;

/// <summary>Turns what the API says into what the chat cmdlets give.</summary>
internal static class ChatOutput
{
    /// <summary>Makes the object for one answer.</summary>
    public static PSObject CreateReply(ChatCompletion completion, ChatChoice choice, IReadOnlyList<ChatMessage> asked)
    {
        ChatMessage message = choice.Message ?? new ChatMessage { Role = "assistant", Content = string.Empty };
        ChatReply reply = new()
        {
            Content = message.ToString(),
            Message = message,
            Reasoning = NullIfEmpty(message.GetReasoning()),
            ToolCall = message.ToolCalls ?? [],
            Usage = CreateUsage(completion.Usage),
            FinishReason = choice.FinishReason,
            Model = completion.Model,
            Id = completion.Id,
            CreatedAt = completion.Created is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
            // An array, since PowerShell can't index what the compiler makes of a read-only list.
            History = (ChatMessage[])[.. asked, message],
        };

        PSObject output = JsonObjects.AddFields(PSObject.AsPSObject(reply), completion.Other);

        // Which kind of object it was is of use to the parser alone.
        output.Properties.Remove("Object");
        return output;
    }

    /// <summary>Makes the object for a piece of an answer.</summary>
    public static ChatDelta CreateDelta(ChatCompletionChunk chunk, Client.ChatDelta? delta, string? finishReason)
    {
        ChatMessageBuilder builder = new();
        if (delta is not null)
        {
            builder.Add(delta);
        }

        ChatMessage piece = builder.Build();
        return new ChatDelta
        {
            Content = piece.ToString(),
            Reasoning = NullIfEmpty(piece.GetReasoning()),
            FinishReason = finishReason,
            Model = chunk.Model,
            Id = chunk.Id,
        };
    }

    /// <summary>Makes the object for the tokens, with all that the server tells of them.</summary>
    public static PSObject? CreateUsage(TokenUsage? usage) =>
        usage is null ? null : JsonObjects.AddFields(PSObject.AsPSObject(usage), usage.Other);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
