using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Libraries;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralLibrary", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.Library")]
[Operation("GET", "/v1/libraries", Output = typeof(LibraryResource), Items = "data", Paging = PageStyle.PageToken)]
[Operation("GET", "/v1/libraries/{library_id}", Output = typeof(LibraryResource))]
public sealed class GetMistralLibraryCommand : OperationCommand
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    [Parameter(Position = 0, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<LibraryResource>))]
    [Query("search", IsPattern = true)]
    public string[]? Name { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<LibraryResource>))]
    [Id(typeof(LibraryResource))]
    [Alias("LibraryId")]
    [Path("library_id")]
    public string? Id { get; set; }
}
