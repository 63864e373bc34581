using System.Management.Automation;
using Mistral.PowerShell.Features.Conversations;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralConversation", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("DELETE", "/v1/conversations/{conversation_id}", Action = "Remove the conversation")]
public sealed class RemoveMistralConversationCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<ConversationResource>))]
    [Id(typeof(ConversationResource))]
    [Alias("Id")]
    [Path("conversation_id")]
    public string? ConversationId { get; set; }
}
