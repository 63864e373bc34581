using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Skills;

/// <summary>A version of a skill.</summary>
[Resource(
    "Mistral.SkillVersion",
    "SkillId", "Version", "Description", "Body", "Assets", "Notes", "Aliases", "CreatedAt",
    IdName = "SkillId", List = typeof(GetMistralSkillVersionCommand))]
internal sealed class SkillVersionResource;
