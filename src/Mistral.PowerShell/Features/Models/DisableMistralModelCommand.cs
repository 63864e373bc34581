using System.Management.Automation;
using Mistral.PowerShell.AI.Models;
using Mistral.PowerShell.Features.Models;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Disable, "MistralModel", SupportsShouldProcess = true)]
[Operation("POST", "/v1/fine_tuning/models/{model_id}/archive", Action = "Archive the fine-tuned model, so that it can't be used", SuppressOutput = true)]
public sealed class DisableMistralModelCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [Id(typeof(ModelResource))]
    [Alias("Model")]
    [Path("model_id")]
    public string? Id { get; set; }
}
