using System.Management.Automation;
using Mistral.PowerShell.Features.Observability.Datasets;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralDataset", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("DELETE", "/v1/observability/datasets/{dataset_id}", Action = "Delete the dataset with all its records")]
public sealed class RemoveMistralDatasetCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<DatasetResource>))]
    [Id(typeof(DatasetResource))]
    [Alias("DatasetId", "Name")]
    [Path("dataset_id")]
    public string? Id { get; set; }
}
