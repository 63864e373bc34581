using System.Management.Automation;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralConversation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("DELETE", "/v1/conversations/{conversation_id}", Action = "Remove the conversation")]
public sealed class RemoveMistralConversationCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<GetMistralConversationCommand>))]
    [Id(typeof(GetMistralConversationCommand), Also = typeof(ConversationReply))]
    [Alias("Id")]
    [Path("conversation_id")]
    public string? ConversationId { get; set; }
}
