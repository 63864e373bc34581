using System.Collections.Generic;
using System.Linq;
using Mistral.Client;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>Creates the messages of a request: the system message, earlier messages, and the question with its media.</summary>
internal sealed class ChatConversation
{
    /// <summary>The system message, which replaces those of the history; null to keep them.</summary>
    public string? System { get; init; }

    /// <summary>The earlier messages.</summary>
    public IReadOnlyList<ChatMessage> History { get; init; } = [];

    /// <summary>The question; null if the earlier messages are answered.</summary>
    public string? Question { get; init; }

    /// <summary>The images, documents and sounds of the question.</summary>
    public IReadOnlyList<ContentChunk> Media { get; init; } = [];

    /// <summary>Creates the messages.</summary>
    // An array, because PowerShell can't index the list type that the compiler would create.
    public ChatMessage[] GetMessages()
    {
        IEnumerable<ChatMessage> before = System is null
            ? History
            : History.Where(m => m.Role != "system").Prepend(ChatMessage.System(System));
        return Question is null ? [.. before] : [.. before, .. GetMissingResults(), CreateQuestion(Question)];
    }

    // The API rejects a conversation that continues after unanswered calls.
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
