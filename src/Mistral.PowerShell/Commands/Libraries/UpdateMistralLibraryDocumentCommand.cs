using System.Management.Automation;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsData.Update, "MistralLibraryDocument", SupportsShouldProcess = true)]
[Operation("POST", "/v1/libraries/{library_id}/documents/{document_id}/reprocess", Action = "Process the document of the library again, which is billed again")]
public sealed class UpdateMistralLibraryDocumentCommand : OperationCommand
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
