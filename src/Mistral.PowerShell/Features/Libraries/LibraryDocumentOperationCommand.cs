using System.Management.Automation;
using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Libraries;

/// <summary>An operation on one document of a library.</summary>
public abstract class LibraryDocumentOperationCommand : OperationCommand
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
