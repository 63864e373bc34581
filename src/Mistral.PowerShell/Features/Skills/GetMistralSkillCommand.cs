using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Registry;
using Mistral.PowerShell.Core.TabCompletion;
using Mistral.PowerShell.Features.Skills;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralSkill", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.Skill")]
[Operation("GET", "/v2/skills", Output = typeof(SkillResource), Items = "data", Paging = PageStyle.CamelPageToken)]
[Operation("GET", "/v2/skills/{skill_id}", Output = typeof(SkillResource))]
public sealed class GetMistralSkillCommand : DefinitionCommand
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    [Parameter(Position = 0, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<SkillResource>))]
    [Select("name")]
    public string[]? Name { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RegistrySortCompleter))]
    [Query("sort_by")]
    public string? SortBy { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SortOrderCompleter))]
    [Query("sort_direction")]
    public string? SortOrder { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<SkillResource>))]
    [Id(typeof(SkillResource))]
    [Alias("SkillId")]
    [Path("skill_id")]
    public string? Id { get; set; }

    // Not from the pipeline: an object has a version, and is asked for its latest one.
    [Parameter(ParameterSetName = IdSet)]
    [ValidateRange(1, int.MaxValue)]
    [Query("version")]
    public int? Version { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Query("alias")]
    public string? Alias { get; set; }
}
