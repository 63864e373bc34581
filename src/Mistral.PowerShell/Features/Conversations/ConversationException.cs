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
        "Pipe a reply of Invoke-MistralConversation, the last event of a stream, the output of Get-MistralConversation, or text as the context of the message.");

    public static ConversationException Unfinished(object input) => new(
        "MistralNoConversation", ErrorCategory.InvalidArgument, input,
        "The input is a piece of a stream. Only the last piece can continue the conversation.",
        "Keep the events and pipe the last of them: $events[-1].");

    public static ConversationException NotStored(object input) => new(
        "MistralNoConversation", ErrorCategory.InvalidArgument, input,
        "The conversation can't continue: it was started with -NoStore, so the server hasn't stored it.",
        "To continue a conversation, start it without -NoStore, or start another one with its entries in -Entry.");
}
