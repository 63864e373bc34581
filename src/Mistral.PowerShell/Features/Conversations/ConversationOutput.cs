using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Tools;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Chat;

namespace Mistral.PowerShell.Features.Conversations;

/// <summary>Turns what the API says of conversations into what the cmdlets give.</summary>
internal static class ConversationOutput
{
    private const string ReferenceChunk = "tool_reference";
    private const string FileChunk = "tool_file";

    /// <summary>Makes the object for a reply.</summary>
    /// <param name="asked">What was said, before any rounds of calls.</param>
    /// <param name="response">What came of it in the end.</param>
    /// <param name="outputs">What came, of all rounds.</param>
    /// <param name="loop">The rounds in between.</param>
    public static PSObject CreateReply(
        ConversationRequest asked,
        ConversationResponse response,
        IReadOnlyList<ConversationEntry> outputs,
        ToolLoop<ConversationRequest, ConversationResponse> loop)
    {
        ConversationEntry[] messages = GetMessages(response);
        string[] questions = [.. (asked.Inputs ?? []).Where(e => e.Type == ConversationEntry.MessageInputType).Select(e => e.ToString())];
        PSObject[] output = [.. outputs.Select(o => CreateEntry(o, response.ConversationId))];
        ConversationReply reply = new()
        {
            ConversationId = response.ConversationId,

            // What is said aside in a conversation that is kept leaves it as it was.
            IsStored = asked is ConversationAppendRequest || asked.Store is not false,
            Question = questions.Length == 0 ? null : string.Join("\n", questions),
            Content = string.Join("\n", messages.Select(m => m.ToString())),
            Reasoning = NullIfEmpty(string.Join("\n", messages.Select(m => m.GetReasoning()).Where(r => r.Length > 0))),
            Output = output,
            Handoff = [.. output.Where(o => o.BaseObject is ConversationEntry { Type: ConversationEntry.AgentHandoffType })],
            Reference = [.. messages.SelectMany(m => m.GetChunks(ReferenceChunk)).Select(c => CreatePart(c, "Mistral.ConversationReference"))],
            File = [.. messages.SelectMany(m => m.GetChunks(FileChunk)).Select(c => CreatePart(c, "Mistral.ConversationFile"))],
            ToolCall = response.GetToolCalls(),
            ToolResult = loop.Results,
            ToolRoundState = loop.State,
            Usage = ModelCommand.CreateUsage(response.Usage),
            Model = response.Outputs.LastOrDefault(o => o.Model is not null)?.Model,
            AgentId = response.Outputs.LastOrDefault(o => o.AgentId is not null)?.AgentId,
        };
        return JsonObjects.AddFields(PSObject.AsPSObject(reply), response.Other);
    }

    /// <summary>The text that a reply ends with.</summary>
    public static string GetLastText(ConversationResponse response) => GetMessages(response).LastOrDefault()?.ToString() ?? string.Empty;

    /// <summary>Makes the object for an entry of a conversation.</summary>
    public static PSObject CreateEntry(ConversationEntry entry, string? conversationId)
    {
        ChatOutput.AddChunkFields(entry.Content);
        PSObject made = JsonObjects.AddFields(PSObject.AsPSObject(entry), entry.Other);
        if (made.Properties["ConversationId"] is null)
        {
            // With both ids the conversation can be started again from here.
            made.Properties.Add(new PSNoteProperty("ConversationId", conversationId));
        }

        return made;
    }

    /// <summary>Makes the object for an event.</summary>
    /// <param name="item">The event.</param>
    /// <param name="conversationId">The conversation's id, once the server has told.</param>
    /// <param name="reply">Of the last event: the whole reply.</param>
    public static PSObject CreateEvent(ConversationStreamEvent item, string? conversationId, PSObject? reply = null)
    {
        ChatMessage piece = new() { Role = string.Empty, Content = item.Content };
        ConversationEvent made = new()
        {
            Type = item.Type!,
            Content = piece.ToString(),
            Reasoning = NullIfEmpty(piece.GetReasoning()),
            ConversationId = item.ConversationId ?? conversationId,
            Id = item.Id,
            OutputIndex = item.OutputIndex,
            Name = item.Name,
            Arguments = item.Arguments,
            ToolCallId = item.ToolCallId,
            AgentId = item.AgentId,
            Model = item.Model,
            Usage = ModelCommand.CreateUsage(item.Usage),
            Reply = reply,
        };
        return JsonObjects.AddFields(PSObject.AsPSObject(made), item.Other);
    }

    private static ConversationEntry[] GetMessages(ConversationResponse response) => [.. response.Outputs.Where(o => o.Type == ConversationEntry.MessageOutputType)];

    private static PSObject CreatePart(ContentChunk chunk, string typeName)
    {
        PSObject part = new();
        part.TypeNames.Insert(0, typeName);
        return JsonObjects.AddFields(part, chunk.Other);
    }

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
