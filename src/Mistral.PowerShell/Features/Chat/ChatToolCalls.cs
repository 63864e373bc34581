using System.Collections.Generic;
using System.Linq;
using Mistral.Client;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>How a chat asks for calls and is told their results.</summary>
internal static class ChatToolCalls
{
    /// <summary>Gets the calls that a completion asks for.</summary>
    public static IReadOnlyList<ToolCall> Get(ChatCompletion completion) => FindChoice(completion)?.GetToolCalls() ?? [];

    /// <summary>Makes the request that goes on with what the calls gave. It forces no call: the model would never come to an answer.</summary>
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
