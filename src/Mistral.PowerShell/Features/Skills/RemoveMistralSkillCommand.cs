using System.Management.Automation;
using Mistral.PowerShell.Features.Skills;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralSkill", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("DELETE", "/v2/skills/{skill_id}", SuppressOutput = true, Action = "Remove the skill with all its versions")]
public sealed class RemoveMistralSkillCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<SkillResource>))]
    [Id(typeof(SkillResource))]
    [Alias("SkillId", "Name")]
    [Path("skill_id")]
    public string? Id { get; set; }
}
