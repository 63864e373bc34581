using System.Collections.Generic;
using System.Linq;
using Mistral.Client;

namespace Mistral.PowerShell;

/// <summary>Puts together what is sent: the system message, what was said before, and the question with its media.</summary>
internal sealed class ChatConversation
{
    /// <summary>The system message, in place of those of the history; null for keeping these.</summary>
    public string? System { get; init; }

    /// <summary>What was said before.</summary>
    public IReadOnlyList<ChatMessage> History { get; init; } = [];

    /// <summary>The question.</summary>
    public required string Question { get; init; }

    /// <summary>The images, documents and sounds that it is about.</summary>
    public IReadOnlyList<ContentChunk> Media { get; init; } = [];

    /// <summary>Makes the messages.</summary>
    // An array, since PowerShell can't index what the compiler makes of a read-only list.
    public ChatMessage[] GetMessages()
    {
        IEnumerable<ChatMessage> before = System is null
            ? History
            : History.Where(m => m.Role != "system").Prepend(ChatMessage.System(System));
        return [.. before, CreateQuestion()];
    }

    private ChatMessage CreateQuestion() => Media.Count == 0
        ? ChatMessage.User(Question)
        : new ChatMessage { Role = "user", Content = (ContentChunk[])[ContentChunk.OfText(Question), .. Media] };
}
