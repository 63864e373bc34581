using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Answers;
using Mistral.PowerShell.Features.Conversations;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Restart, "MistralConversation", SupportsShouldProcess = true)]
[OutputType(typeof(ConversationReply), typeof(ConversationEvent), typeof(string), typeof(PSObject))]
[Operation("POST", "/v1/conversations/{conversation_id}/restart")]
public sealed class RestartMistralConversationCommand : ConversationCommand
{
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [RequireText]
    public string? Message { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<ConversationResource>))]
    [Id(typeof(ConversationResource))]
    [Path("conversation_id")]
    public string ConversationId { get; set; } = string.Empty;

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("Id", "EntryId")]
    [Body("from_entry_id")]
    public string FromEntryId { get; set; } = string.Empty;

    protected override void ProcessRecord()
    {
        ConversationRequest? request = null;
        if (InvokeOrWriteError(() => request = CreateRequest(), FromEntryId))
        {
            Start(request!, FromEntryId);
        }
    }

    private ConversationRequest CreateRequest() => WithShared(new ConversationRestartRequest
    {
        ConversationId = ConversationId,
        FromEntryId = FromEntryId,
        Inputs = CreateInputs(Message),
        AgentVersion = GetAgentVersion(),
        Guardrails = GetGuardrails(),
        Metadata = GetMetadata(),
    });
}
