using System.Collections.Generic;
using System.Linq;
using Mistral.Client;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>Reads the tool calls of a chat, and adds their results to it.</summary>
internal static class ChatToolCalls
{
    /// <summary>Gets the tool calls of a completion.</summary>
    public static IReadOnlyList<ToolCall> Get(ChatCompletion completion) => FindChoice(completion)?.GetToolCalls() ?? [];

    /// <summary>Creates the request with the results of the calls. It doesn't force a call, because the model would then never answer.</summary>
    public static ChatRequest Continue(ChatRequest request, ChatCompletion completion, IReadOnlyList<ToolResult> results) => request with
    {
        ToolChoice = null,
        Messages = (ChatMessage[])
        [
            .. request.Messages,
            .. FindChoice(completion)!.GetMessages(),
            .. results.Select(r => new ChatMessage { Role = "tool", ToolCallId = r.Id, Name = r.Name, Content = r.Content }),
        ],
    };

    private static ChatChoice? FindChoice(ChatCompletion completion) => completion.Choices.FirstOrDefault(c => c.GetToolCalls().Length > 0);
}
