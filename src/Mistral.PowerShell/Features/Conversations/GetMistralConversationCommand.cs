using System.Collections;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.Conversations;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralConversation", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.Conversation")]
[Operation("GET", "/v1/conversations", Output = typeof(ConversationResource), Paging = PageStyle.Page)]
[Operation("GET", "/v1/conversations/{conversation_id}", Output = typeof(ConversationResource))]
public sealed class GetMistralConversationCommand : OperationCommand
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    [Parameter(Position = 0, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<ConversationResource>))]
    [Select("name")]
    public string[]? Name { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNull]
    [Query("metadata", Form = QueryForm.Json)]
    [ObjectToDictionary]
    public IDictionary? Metadata { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<ConversationResource>))]
    [Id(typeof(ConversationResource))]
    [Alias("Id")]
    [Path("conversation_id")]
    public string? ConversationId { get; set; }
}
