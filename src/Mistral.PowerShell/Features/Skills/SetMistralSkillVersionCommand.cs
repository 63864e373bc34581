using System.Collections.Generic;
using System.Management.Automation;
using Mistral.PowerShell.AI.Registry;
using Mistral.PowerShell.Features.Skills;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralSkillVersion", SupportsShouldProcess = true)]
[OutputType("Mistral.SkillVersion")]
[Operation("PATCH", "/v2/skills/{skill_id}/versions/{version}", Output = typeof(SkillVersionResource), Action = "Change the notes or aliases of the version")]
public sealed class SetMistralSkillVersionCommand : DefinitionCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<SkillResource>))]
    [Id(typeof(SkillResource))]
    [Path("skill_id")]
    public string? SkillId { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(VersionCompleter<SkillVersionResource>))]
    [Path("version")]
    public int? Version { get; set; }

    [Parameter]
    [AllowEmptyString]
    [Body("notes")]
    public string? Note { get; set; }

    [Parameter]
    [AllowEmptyCollection]
    [Body("aliases.values")]
    public string[]? Alias { get; set; }

    // The skill and the version say enough.
    private protected override IEnumerable<string> GetShouldProcessTarget(OperationAttribute operation, IReadOnlyDictionary<string, string> path) => [];
}
