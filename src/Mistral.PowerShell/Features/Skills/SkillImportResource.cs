using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Skills;

/// <summary>What an import did with a file.</summary>
[Resource("Mistral.SkillImport", "Action", "Name", "Version", "SkillId", "Path")]
internal sealed class SkillImportResource;
