using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralConversation", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.Conversation")]
[Operation("GET", "/v1/conversations", Output = "Mistral.Conversation", Paging = PageStyle.Page)]
[Operation("GET", "/v1/conversations/{conversation_id}", Output = "Mistral.Conversation")]
public sealed class GetMistralConversationCommand : OperationCommand
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    [Parameter(Position = 0, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [Select("name")]
    public string? Name { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNull]
    [Query("metadata", Form = QueryForm.Json)]
    [Fields]
    public IDictionary? Metadata { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<GetMistralConversationCommand>))]
    [Alias("Id")]
    [Path("conversation_id")]
    public string? ConversationId { get; set; }

    /// <inheritdoc/>
    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation)
    {
        object? made = JsonObjects.Convert(reply, operation.Output);
        if (made is PSObject conversation)
        {
            // By this name replies and entries have it too.
            conversation.Properties.Add(new PSNoteProperty(nameof(ConversationId), conversation.Properties["Id"]?.Value));
        }

        return [made];
    }
}
