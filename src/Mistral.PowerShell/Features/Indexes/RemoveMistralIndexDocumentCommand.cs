using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Indexes;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralIndexDocument", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("DELETE", "/v1/rag/managed_indexes/{index_name}/documents", Action = "Delete the documents from the index")]
public sealed class RemoveMistralIndexDocumentCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<IndexResource>))]
    [Path("index_name")]
    public string? IndexName { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("ParentRef")]
    [Body("document_ids")]
    public string[] DocumentId { get; set; } = [];

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation)
    {
        foreach (string id in JsonFields.GetTexts(reply, "missing"))
        {
            IndexException problem = IndexException.Missing(id, IndexName!);
            PostOrdered(() => WriteError(problem.ToRecord()));
        }

        return [];
    }
}
