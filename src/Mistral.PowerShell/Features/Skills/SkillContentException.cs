using System.Management.Automation;

namespace Mistral.PowerShell.Features.Skills;

/// <summary>A stored skill can't be read.</summary>
internal sealed class SkillContentException : ErrorRecordException
{
    private SkillContentException(string skill, string message, string hint)
        : base("MistralInvalidResponse", ErrorCategory.InvalidData, skill, message, hint)
    {
    }

    public static SkillContentException NotBase64(string skill, string asset) => new(
        skill, $"The skill '{skill}' has a file '{asset}' whose content isn't valid Base64.",
        "Add a version with the right content: New-MistralSkillVersion -Asset, or Import-MistralSkill.");
}
