using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using Mistral.PowerShell.AI.Registry;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.Skills;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralSkill", SupportsShouldProcess = true)]
[OutputType("Mistral.Skill")]
[Operation("POST", "/v2/skills", Output = typeof(SkillResource), Action = "Create the skill")]
public sealed class NewMistralSkillCommand : DefinitionCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Body("definition.description")]
    public string? Description { get; set; }

    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Body("definition.body")]
    public string? Body { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [Alias("Assets")]
    [Body("definition.assets")]
    [ObjectToDictionary]
    public IDictionary? Asset { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateSet("private", "workspace")]
    [Body("sharingScope")]
    public string? SharingScope { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Alias("Notes")]
    [Body("notes")]
    public string? Note { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("aliases")]
    public string[]? Alias { get; set; }

    private protected override Dictionary<string, object?> CreateBody() => SkillAsset.AddTo(base.CreateBody(), Asset);
}
