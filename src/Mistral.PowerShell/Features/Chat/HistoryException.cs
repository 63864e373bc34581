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
        "Pipe a reply of Invoke-MistralChat (the last piece of a stream), or text as the context of the message. To ask about objects, convert them with ConvertTo-Json first.");

    public static HistoryException Cut(object? reply) => new(
        "MistralHistoryInvalid", ErrorCategory.InvalidArgument, reply,
        "The input is a copy of a reply without its conversation: the messages in History are only text, without a role.",
        "Convert replies with enough depth, such as ConvertTo-Json -Depth 10. Start-Job and Export-Clixml keep the conversation if the module is loaded.");

    public static HistoryException Invalid(object? item, string reason) => new(
        "MistralHistoryInvalid", ErrorCategory.InvalidArgument, item,
        $"-History: {reason}",
        "Give messages such as @{ role = 'user'; content = 'Hello' }, replies of Invoke-MistralChat, or the History of one.");
}
