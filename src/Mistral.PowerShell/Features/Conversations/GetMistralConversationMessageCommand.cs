using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Conversations;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralConversationMessage")]
[OutputType(typeof(ConversationEntry))]
[Operation("GET", "/v1/conversations/{conversation_id}/messages", Items = "messages")]
public sealed class GetMistralConversationMessageCommand : ConversationEntryCommand;
