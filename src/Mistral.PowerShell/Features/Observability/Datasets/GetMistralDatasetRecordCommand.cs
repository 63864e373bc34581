using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Observability.Datasets;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralDatasetRecord", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.DatasetRecord")]
[Operation("GET", "/v1/observability/datasets/{dataset_id}/records", Output = typeof(DatasetRecordResource), Items = "records.results", Paging = PageStyle.PageFromOne)]
[Operation("GET", "/v1/observability/dataset-records/{dataset_record_id}", Output = typeof(DatasetRecordResource))]
public sealed class GetMistralDatasetRecordCommand : OperationCommand
{
    private const string ListSet = "Dataset";
    private const string IdSet = "Id";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<DatasetResource>))]
    [Id(typeof(DatasetResource), IsByName = true)]
    [Path("dataset_id")]
    public string? DatasetId { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<DatasetRecordResource>))]
    [Id(typeof(DatasetRecordResource))]
    [Alias("DatasetRecordId")]
    [Path("dataset_record_id")]
    public string? Id { get; set; }
}
