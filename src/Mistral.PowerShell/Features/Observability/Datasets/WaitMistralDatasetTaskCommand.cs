using System.Management.Automation;
using Mistral.PowerShell.Features.Observability.Datasets;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Wait, "MistralDatasetTask")]
[OutputType("Mistral.DatasetTask")]
[Operation("GET", "/v1/observability/datasets/{dataset_id}/tasks/{task_id}", IsSecondary = true)]
public sealed class WaitMistralDatasetTaskCommand : DatasetTaskCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<DatasetResource>))]
    [Id(typeof(DatasetResource))]
    [Path("dataset_id")]
    public string DatasetId { get; set; } = string.Empty;

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<DatasetTaskResource>))]
    [Id(typeof(DatasetTaskResource))]
    [Alias("TaskId")]
    [Path("task_id")]
    public string DatasetTaskId { get; set; } = string.Empty;

    protected override void ProcessRecord()
    {
        if (FindDataset(DatasetId) is { } dataset)
        {
            Await(dataset, DatasetTaskId, DatasetTaskId);
        }
    }

    protected override void EndProcessing()
    {
        WaitForAll();
        base.EndProcessing();
    }
}
