using System.Management.Automation;
using Mistral.PowerShell.AI.Models;
using Mistral.PowerShell.Features.Models;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Enable, "MistralModel", SupportsShouldProcess = true)]
[Operation("DELETE", "/v1/fine_tuning/models/{model_id}/archive", Action = "Restore the fine-tuned model from the archive", SuppressOutput = true)]
public sealed class EnableMistralModelCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [Id(typeof(ModelResource))]
    [Alias("Model")]
    [Path("model_id")]
    public string? Id { get; set; }
}
