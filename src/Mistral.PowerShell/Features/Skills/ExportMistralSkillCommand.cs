using System.IO;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.AI.Registry;
using Mistral.PowerShell.Features.Skills;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsData.Export, "MistralSkill", SupportsShouldProcess = true, DefaultParameterSetName = NameSet)]
[OutputType(typeof(FileInfo))]
public sealed class ExportMistralSkillCommand : RegistryExportCommand
{
    private const string NameSet = "Name";
    private const string IdSet = "Id";

    [Parameter(Position = 1, ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<SkillResource>))]
    public string[]? Name { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<SkillResource>))]
    [Id(typeof(SkillResource))]
    [Alias("SkillId")]
    public string? Id { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateRange(1, int.MaxValue)]
    public int? Version { get; set; }

    private protected override string ListPath => "/v2/skills";

    private protected override string Noun => "skill";

    protected override void ProcessRecord()
    {
        if (Id is null)
        {
            Export(Name);
        }
        else if (FindId(ResourceAttribute.Of(typeof(SkillResource)), Id) is { } id)
        {
            Export(id, Version);
        }
    }

    private protected override ExportPlan Plan(JsonElement item, string folder)
    {
        SkillEntry skill = SkillEntry.FromServer(item);
        string place = System.IO.Path.Combine(folder, GetFileName(skill.Name));
        SkillFolder.Check(skill, place);
        string file = System.IO.Path.Combine(place, SkillEntry.FileName);
        CheckPresent(file, skill.Name);
        return SkillFolder.IsSame(skill, place, StopToken) ? new(file, place, "Write the skill", static () => { })
            : new(file, place, GetAction(skill, place), () => SkillFolder.Write(skill, place));
    }

    private static string GetAction(SkillEntry skill, string place) => (Directory.Exists(place), SkillFolder.CountOthers(skill, place)) switch
    {
        (false, _) => "Write the skill",
        (_, 0) => "Replace the folder",
        (_, 1) => "Replace the folder and delete 1 file that the skill doesn't have",
        (_, int others) => $"Replace the folder and delete {others} files that the skill doesn't have",
    };
}
