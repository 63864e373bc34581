using System.Collections.Generic;
using System.Linq;
using Mistral.Client;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>Puts together what is sent: the system message, what was said before, and the question with its media.</summary>
internal sealed class ChatConversation
{
    /// <summary>The system message, in place of those of the history; null for keeping these.</summary>
    public string? System { get; init; }

    /// <summary>What was said before.</summary>
    public IReadOnlyList<ChatMessage> History { get; init; } = [];

    /// <summary>The question; null where what was said before is answered as it is.</summary>
    public string? Question { get; init; }

    /// <summary>The images, documents and sounds that it is about.</summary>
    public IReadOnlyList<ContentChunk> Media { get; init; } = [];

    /// <summary>Makes the messages.</summary>
    // An array, since PowerShell can't index what the compiler makes of a read-only list.
    public ChatMessage[] GetMessages()
    {
        IEnumerable<ChatMessage> before = System is null
            ? History
            : History.Where(m => m.Role != "system").Prepend(ChatMessage.System(System));
        return Question is null ? [.. before] : [.. before, .. GetMissingResults(), CreateQuestion(Question)];
    }

    // The API refuses a conversation that goes on past calls which nobody has answered.
    private IEnumerable<ChatMessage> GetMissingResults()
    {
        if (History.Count == 0 || History[History.Count - 1].ToolCalls is not { Length: > 0 } calls)
        {
            return [];
        }

        return calls
            .Select(c => new ChatMessage { Role = "tool", ToolCallId = c.Id, Name = c.Function.Name, Content = "This call was not run." })
            .Append(new ChatMessage { Role = "assistant", Content = "The calls were not run." });
    }

    private ChatMessage CreateQuestion(string question) => Media.Count == 0
        ? ChatMessage.User(question)
        : new ChatMessage { Role = "user", Content = (ContentChunk[])[ContentChunk.OfText(question), .. Media] };
}
