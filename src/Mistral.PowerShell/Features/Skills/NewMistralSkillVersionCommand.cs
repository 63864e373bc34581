using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.AI.Registry;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Skills;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralSkillVersion", SupportsShouldProcess = true)]
[OutputType("Mistral.SkillVersion")]
[Operation("POST", "/v2/skills/{skill_id}/versions", Output = typeof(SkillVersionResource), Supplies = ["definition"], Action = "Add a version to the skill")]
public sealed class NewMistralSkillVersionCommand : DefinitionCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<SkillResource>))]
    [Id(typeof(SkillResource))]
    [Path("skill_id")]
    public string? SkillId { get; set; }

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

    // Notes of a piped version don't bind, because they belong to that version.
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Body("notes")]
    public string? Note { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("aliases")]
    public string[]? Alias { get; set; }

    private protected override Dictionary<string, object?> CreateBody() => SkillAsset.AddTo(base.CreateBody(), Asset);

    // The skill says enough.
    private protected override IEnumerable<string> GetShouldProcessTarget(OperationAttribute operation, IReadOnlyDictionary<string, string> path) => [];

    // The response has only the number.
    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation)
    {
        foreach (PSObject made in base.GetObjects(reply, operation).OfType<PSObject>())
        {
            JsonObjects.Set(made, "Description", Description);
            JsonObjects.Set(made, "Body", Body);
            JsonObjects.Set(made, "Assets", Asset);
            JsonObjects.Set(made, "Notes", Note);
            JsonObjects.Set(made, "Aliases", Alias);
            yield return made;
        }
    }
}
