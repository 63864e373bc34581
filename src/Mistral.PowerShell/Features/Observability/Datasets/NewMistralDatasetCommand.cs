using System.Management.Automation;
using Mistral.PowerShell.Features.Observability.Datasets;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralDataset", SupportsShouldProcess = true)]
[OutputType("Mistral.Dataset")]
[Operation("POST", "/v1/observability/datasets", Output = typeof(DatasetResource), Action = "Create the dataset")]
public sealed class NewMistralDatasetCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateLength(5, 50)]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter(Position = 1)]
    [ValidateLength(0, 200)]
    [Body("description", IsAlways = true)]
    public string Description { get; set; } = string.Empty;
}
