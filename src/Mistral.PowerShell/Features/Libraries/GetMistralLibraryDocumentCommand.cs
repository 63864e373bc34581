using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Core.TabCompletion;
using Mistral.PowerShell.Features.Libraries;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralLibraryDocument", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.LibraryDocument")]
[Operation("GET", "/v1/libraries/{library_id}/documents", Output = typeof(LibraryDocumentResource), Items = "data", Paging = PageStyle.Page)]
[Operation("GET", "/v1/libraries/{library_id}/documents/{document_id}", Output = typeof(LibraryDocumentResource))]
public sealed class GetMistralLibraryDocumentCommand : OperationCommand
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<LibraryResource>))]
    [Id(typeof(LibraryResource))]
    [Path("library_id")]
    public string? LibraryId { get; set; }

    [Parameter(Position = 1, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<LibraryDocumentResource>))]
    [Select("name")]
    public string[]? Name { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [Query("search")]
    public string? Search { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DocumentSortCompleter))]
    [Query("sort_by")]
    public string? SortBy { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SortOrderCompleter))]
    [Query("sort_order")]
    public string? SortOrder { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<LibraryDocumentResource>))]
    [Id(typeof(LibraryDocumentResource))]
    [Path("document_id")]
    public string? DocumentId { get; set; }
}
