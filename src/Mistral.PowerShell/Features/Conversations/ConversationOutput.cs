using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.AI.Tools;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Chat;

namespace Mistral.PowerShell.Features.Conversations;

/// <summary>Converts responses about conversations to the output of the cmdlets.</summary>
internal static class ConversationOutput
{
    private const string ReferenceChunk = "tool_reference";
    private const string FileChunk = "tool_file";

    /// <summary>Creates the object for a reply.</summary>
    /// <param name="asked">The first request, before any rounds of tool calls.</param>
    /// <param name="response">The last response.</param>
    /// <param name="outputs">The outputs of all rounds.</param>
    /// <param name="loop">The rounds of tool calls.</param>
    /// <param name="cost">The cost of all rounds; null if it is unknown.</param>
    public static PSObject CreateReply(
        ConversationRequest asked,
        ConversationResponse response,
        IReadOnlyList<ConversationEntry> outputs,
        ToolLoop<ConversationRequest, ConversationResponse> loop,
        decimal? cost)
    {
        ConversationEntry[] messages = GetMessages(response);
        string[] questions = [.. (asked.Inputs ?? []).Where(e => e.Type == ConversationEntry.MessageInputType).Select(e => e.ToString())];
        PSObject[] output = [.. outputs.Select(o => CreateEntry(o, response.ConversationId))];
        ConversationReply reply = new()
        {
            ConversationId = response.ConversationId,

            // A message with -NoStore in a stored conversation doesn't change it.
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
            Cost = cost,
            Model = response.Outputs.LastOrDefault(o => o.Model is not null)?.Model,
            AgentId = response.Outputs.LastOrDefault(o => o.AgentId is not null)?.AgentId,
        };
        return JsonObjects.AddFields(PSObject.AsPSObject(reply), response.Other);
    }

    /// <summary>Gets the text of the last messages of a reply.</summary>
    public static string GetLastText(ConversationResponse response) => GetMessages(response).LastOrDefault()?.ToString() ?? string.Empty;

    /// <summary>Creates the object for an entry of a conversation.</summary>
    public static PSObject CreateEntry(ConversationEntry entry, string? conversationId)
    {
        ChatOutput.AddChunkFields(entry.Content);
        PSObject made = JsonObjects.AddFields(PSObject.AsPSObject(entry), entry.Other);
        if (made.Properties["ConversationId"] is null)
        {
            // Restart-MistralConversation binds both ids.
            made.Properties.Add(new PSNoteProperty("ConversationId", conversationId));
        }

        return made;
    }

    /// <summary>Creates the object for an event.</summary>
    /// <param name="item">The event.</param>
    /// <param name="conversationId">The conversation's id; null until the server has sent it.</param>
    /// <param name="reply">For the last event: the complete reply.</param>
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
