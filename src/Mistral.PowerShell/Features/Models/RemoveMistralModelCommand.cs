using System.Management.Automation;
using Mistral.PowerShell.AI.Models;
using Mistral.PowerShell.Features.Models;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralModel", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("DELETE", "/v1/models/{model_id}", Action = "Delete the fine-tuned model permanently", SuppressOutput = true)]
public sealed class RemoveMistralModelCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [Id(typeof(ModelResource))]
    [Alias("Model")]
    [Path("model_id")]
    public string? Id { get; set; }
}
