using System.Management.Automation;
using Mistral.PowerShell.Features.Libraries;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Wait, "MistralLibraryDocument")]
[OutputType("Mistral.LibraryDocument")]
[Operation("GET", "/v1/libraries/{library_id}/documents/{document_id}/status")]
[Operation("GET", "/v1/libraries/{library_id}/documents/{document_id}", IsSecondary = true)]
public sealed class WaitMistralLibraryDocumentCommand : LibraryDocumentCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<LibraryResource>))]
    [Id(typeof(LibraryResource))]
    [Path("library_id")]
    public string LibraryId { get; set; } = string.Empty;

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<LibraryDocumentResource>))]
    [Id(typeof(LibraryDocumentResource))]
    [Path("document_id")]
    public string DocumentId { get; set; } = string.Empty;

    protected override void ProcessRecord() => Await(LibraryId, DocumentId, DocumentId);

    protected override void EndProcessing()
    {
        WaitForAll();
        base.EndProcessing();
    }
}
