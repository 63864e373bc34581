using System.Management.Automation;
using Mistral.PowerShell.AI.Models;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.Models;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralModel", SupportsShouldProcess = true)]
[OutputType("Mistral.Model")]
[Operation("PATCH", "/v1/fine_tuning/models/{model_id}", Output = typeof(ModelResource), Action = "Change the fine-tuned model")]
public sealed class SetMistralModelCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [Id(typeof(ModelResource))]
    [Alias("Model")]
    [Path("model_id")]
    public string? Id { get; set; }

    [Parameter]
    [AllowNullString]
    [AllowNull]
    [AllowEmptyString]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter]
    [AllowNullString]
    [AllowNull]
    [AllowEmptyString]
    [Body("description")]
    public string? Description { get; set; }
}
