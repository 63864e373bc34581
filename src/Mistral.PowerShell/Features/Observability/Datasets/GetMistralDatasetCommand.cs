using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Observability.Datasets;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralDataset", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.Dataset")]
[Operation("GET", "/v1/observability/datasets", Output = typeof(DatasetResource), Items = "datasets.results", Paging = PageStyle.PageFromOne)]
[Operation("GET", "/v1/observability/datasets/{dataset_id}", Output = typeof(DatasetResource))]
public sealed class GetMistralDatasetCommand : OperationCommand
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    [Parameter(Position = 0, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<DatasetResource>))]
    [Query("q", IsPattern = true)]
    public string[]? Name { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<DatasetResource>))]
    [Id(typeof(DatasetResource))]
    [Alias("DatasetId")]
    [Path("dataset_id")]
    public string? Id { get; set; }
}
