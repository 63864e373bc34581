using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Skills;

/// <summary>A stored skill, with the content of one of its versions.</summary>
[Resource(
    "Mistral.Skill",
    "SkillId", "Name", "Description", "Body", "Assets", "Version", "LatestVersion", "Aliases", "Notes", "SharingScope", "CreatedAt", "UpdatedAt",
    IdName = "SkillId", IdPrefix = "skill:", AcceptsName = true, List = typeof(GetMistralSkillCommand))]
internal sealed class SkillResource;
