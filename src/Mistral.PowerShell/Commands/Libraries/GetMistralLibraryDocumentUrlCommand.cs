using System.Management.Automation;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralLibraryDocumentUrl")]
[OutputType(typeof(string))]
[Operation("GET", "/v1/libraries/{library_id}/documents/{document_id}/signed-url", Case = DocumentCase)]
[Operation("GET", "/v1/libraries/{library_id}/documents/{document_id}/extracted-text-signed-url", Case = TextCase)]
public sealed class GetMistralLibraryDocumentUrlCommand : OperationCommand
{
    private const string DocumentCase = "Document";
    private const string TextCase = "ExtractedText";

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

    [Parameter]
    public SwitchParameter ExtractedText { get; set; }

    private protected override string OperationCase => ExtractedText ? TextCase : DocumentCase;
}
