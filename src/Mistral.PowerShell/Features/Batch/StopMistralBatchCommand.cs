using System.Management.Automation;
using Mistral.PowerShell.Features.Batch;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Stop, "MistralBatch", SupportsShouldProcess = true)]
[OutputType("Mistral.Batch")]
[Operation("POST", "/v1/batch/jobs/{job_id}/cancel", Output = typeof(BatchResource), Action = "Cancel the batch")]
public sealed class StopMistralBatchCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<BatchResource>))]
    [Id(typeof(BatchResource))]
    [Alias("BatchId")]
    [Path("job_id")]
    public string? Id { get; set; }
}
