using System.Management.Automation;
using Mistral.PowerShell.Features.Observability.Judges;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralJudge", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("DELETE", "/v1/observability/judges/{judge_id}", Action = "Delete the judge")]
public sealed class RemoveMistralJudgeCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<JudgeResource>))]
    [Id(typeof(JudgeResource))]
    [Alias("JudgeId", "Name")]
    [Path("judge_id")]
    public string? Id { get; set; }
}
