using System.Management.Automation;
using Mistral.PowerShell.Features.Observability.Pipelines;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralPipeline", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("DELETE", "/v1/observability/pipelines/{pipeline_id}", Action = "Delete the pipeline")]
public sealed class RemoveMistralPipelineCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<PipelineResource>))]
    [Id(typeof(PipelineResource))]
    [Alias("PipelineId", "Name")]
    [Path("pipeline_id")]
    public string? Id { get; set; }
}
