using System.Management.Automation;
using Mistral.PowerShell.AI.Models;
using Mistral.PowerShell.Features.Models;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralModel")]
[OutputType("Mistral.Model")]
[Operation("GET", "/v1/models", Output = typeof(ModelResource), Items = "data")]
[Operation("GET", "/v1/models/{model_id}", Output = typeof(ModelResource))]
public sealed class GetMistralModelCommand : OperationCommand
{
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ModelCompleter))]
    [Id(typeof(ModelResource), IsByName = true)]
    [Alias("Model")]
    [Path("model_id")]
    public string? Id { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Query("provider")]
    public string? Provider { get; set; }
}
