using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Observability.Datasets;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralDatasetTask", SupportsPaging = true)]
[OutputType("Mistral.DatasetTask")]
[Operation("GET", "/v1/observability/datasets/{dataset_id}/tasks", Output = typeof(DatasetTaskResource), Items = "tasks.results", Paging = PageStyle.PageFromOne)]
[Operation("GET", "/v1/observability/datasets/{dataset_id}/tasks/{task_id}", Output = typeof(DatasetTaskResource))]
public sealed class GetMistralDatasetTaskCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<DatasetResource>))]
    [Id(typeof(DatasetResource))]
    [Path("dataset_id")]
    public string? DatasetId { get; set; }

    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<DatasetTaskResource>))]
    [Id(typeof(DatasetTaskResource))]
    [Alias("TaskId")]
    [Path("task_id")]
    public string? DatasetTaskId { get; set; }
}
