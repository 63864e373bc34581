using System.Management.Automation;
using Mistral.PowerShell.AI.Registry;
using Mistral.PowerShell.Features.Skills;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralSkillVersion")]
[OutputType("Mistral.SkillVersion")]
[Operation("GET", "/v2/skills/{skill_id}/versions", Output = typeof(SkillVersionResource), Items = "data")]
[Operation("GET", "/v2/skills/{skill_id}/versions/{version}", Output = typeof(SkillVersionResource))]
public sealed class GetMistralSkillVersionCommand : DefinitionCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<SkillResource>))]
    [Id(typeof(SkillResource))]
    [Path("skill_id")]
    public string? SkillId { get; set; }

    // Not from the pipeline: a skill has a version too, and is asked for all of them.
    [Parameter(Position = 1)]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(VersionCompleter<SkillVersionResource>))]
    [Path("version")]
    public int? Version { get; set; }
}
