using System.Management.Automation;

namespace Mistral.PowerShell.Features.Chat;

/// <summary>The input isn't a list of earlier messages. No request was sent.</summary>
internal sealed class HistoryException : ErrorRecordException
{
    private HistoryException(string id, ErrorCategory category, object? target, string message, string hint)
        : base(id, category, target, message, hint)
    {
    }

    public static HistoryException Missing(object? input) => new(
        "MistralNoHistory", ErrorCategory.InvalidArgument, input,
        "The input isn't a chat reply (it has no History).",
        "Pipe a reply of Invoke-MistralChat (of a stream, its last piece), or text that the message is about. To ask about objects, convert them with ConvertTo-Json first.");

    public static HistoryException Cut(object? reply) => new(
        "MistralHistoryInvalid", ErrorCategory.InvalidArgument, reply,
        "The input is a copy of a reply that lost its conversation: the messages of its History are text, without who spoke.",
        "Copy replies with more depth, as by ConvertTo-Json -Depth 10. What Start-Job and Export-Clixml give has enough of it where the module is loaded.");

    public static HistoryException Invalid(object? item, string reason) => new(
        "MistralHistoryInvalid", ErrorCategory.InvalidArgument, item,
        $"-History: {reason}",
        "Give messages such as @{ role = 'user'; content = 'Hello' }, replies of Invoke-MistralChat, or the History of one.");
}
