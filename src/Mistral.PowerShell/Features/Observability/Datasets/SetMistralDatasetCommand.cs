using System.Management.Automation;
using Mistral.PowerShell.Features.Observability.Datasets;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralDataset", SupportsShouldProcess = true)]
[OutputType("Mistral.Dataset")]
[Operation("PATCH", "/v1/observability/datasets/{dataset_id}", Output = typeof(DatasetResource), Action = "Change the dataset")]
public sealed class SetMistralDatasetCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<DatasetResource>))]
    [Id(typeof(DatasetResource))]
    [Alias("DatasetId")]
    [Path("dataset_id")]
    public string? Id { get; set; }

    [Parameter]
    [ValidateLength(5, 50)]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter]
    [ValidateLength(0, 200)]
    [Body("description")]
    public string? Description { get; set; }
}
