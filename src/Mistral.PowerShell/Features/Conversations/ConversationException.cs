using System.Management.Automation;

namespace Mistral.PowerShell.Features.Conversations;

/// <summary>The input isn't a conversation. No request was sent.</summary>
internal sealed class ConversationException : ErrorRecordException
{
    private ConversationException(string id, ErrorCategory category, object? target, string message, string hint)
        : base(id, category, target, message, hint)
    {
    }

    public static ConversationException Missing(object input) => new(
        "MistralNoConversation", ErrorCategory.InvalidArgument, input,
        "The input isn't a conversation (it has no ConversationId).",
        "Pipe a reply of Invoke-MistralConversation, the last event of a stream, what Get-MistralConversation gives, or text that the message is about.");

    public static ConversationException Unfinished(object input) => new(
        "MistralNoConversation", ErrorCategory.InvalidArgument, input,
        "The input is a piece of a stream, of which only the last is one to go on from.",
        "Keep the events and pipe the last of them: $events[-1].");

    public static ConversationException NotStored(object input) => new(
        "MistralNoConversation", ErrorCategory.InvalidArgument, input,
        "The conversation can't go on: it was asked with -NoStore, and the server has kept nothing of it.",
        "Leave -NoStore away where a conversation is to go on, or start another that is told all of it with -Entry.");
}
