using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Conversations;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralConversationEntry")]
[OutputType(typeof(ConversationEntry))]
[Operation("GET", "/v1/conversations/{conversation_id}/history", Items = "entries")]
public sealed class GetMistralConversationEntryCommand : ConversationEntryCommand;
