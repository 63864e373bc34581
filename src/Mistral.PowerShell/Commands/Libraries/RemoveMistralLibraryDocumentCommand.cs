using System.Management.Automation;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralLibraryDocument", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("DELETE", "/v1/libraries/{library_id}/documents/{document_id}", Action = "Delete the document from the library", IsSilent = true)]
public sealed class RemoveMistralLibraryDocumentCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<GetMistralLibraryCommand>))]
    [Id(typeof(GetMistralLibraryCommand))]
    [Path("library_id")]
    public string? LibraryId { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<GetMistralLibraryDocumentCommand>))]
    [Id(typeof(GetMistralLibraryDocumentCommand))]
    [Path("document_id")]
    public string? DocumentId { get; set; }
}
