using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Conversations;

/// <summary>The base of cmdlets that return the entries of a conversation.</summary>
public abstract class ConversationEntryCommand : OperationCommand
{
    private protected ConversationEntryCommand()
    {
    }

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<ConversationResource>))]
    [Id(typeof(ConversationResource), IsByName = true)]
    [Alias("Id")]
    [Path("conversation_id")]
    public string? ConversationId { get; set; }

    /// <inheritdoc/>
    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation) =>
        [ConversationOutput.CreateEntry(ConversationEntry.Read(reply), ConversationId)];
}
