using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Indexes;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralIndex", SupportsPaging = true)]
[OutputType("Mistral.Index")]
[Operation("GET", "/v1/rag/managed_indexes", Output = typeof(IndexResource), Items = "data", Paging = PageStyle.PageToken, Case = ListCase)]
[Operation("GET", "/v1/rag/managed_indexes/{index_name}", Output = typeof(IndexResource), Case = NameCase)]
public sealed class GetMistralIndexCommand : OperationCommand
{
    private const string ListCase = "the list";
    private const string NameCase = "a name";

    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<IndexResource>))]
    [Alias("IndexName")]
    [Path("index_name")]
    public string? Name { get; set; }

    [Parameter]
    [ValidateSet("provisioning", "ready", "failed", "deleting")]
    [Query("status", Case = ListCase)]
    public string? Status { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Query("creator_id", Case = ListCase)]
    public string? CreatorId { get; set; }

    private protected override string OperationCase => Name is null || WildcardPattern.ContainsWildcardCharacters(Name) ? ListCase : NameCase;
}
