using System.Management.Automation;
using Mistral.PowerShell.AI.Registry;
using Mistral.PowerShell.Features.Skills;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralSkill", SupportsShouldProcess = true)]
[OutputType("Mistral.Skill")]
[Operation("PATCH", "/v2/skills/{skill_id}", Output = typeof(SkillResource), Action = "Change who can see the skill")]
public sealed class SetMistralSkillCommand : DefinitionCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<SkillResource>))]
    [Id(typeof(SkillResource))]
    [Alias("SkillId", "Name")]
    [Path("skill_id")]
    public string? Id { get; set; }

    [Parameter(Mandatory = true, Position = 1)]
    [ValidateSet("private", "workspace")]
    [Body("sharingScope")]
    public string? SharingScope { get; set; }
}
