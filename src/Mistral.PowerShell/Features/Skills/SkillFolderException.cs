using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace Mistral.PowerShell.Features.Skills;

/// <summary>The folder of a skill can't be written.</summary>
internal sealed class SkillFolderException : ErrorRecordException
{
    private SkillFolderException(string id, ErrorCategory category, string target, string message, string hint)
        : base(id, category, target, message, hint)
    {
    }

    public static SkillFolderException Unsafe(string skill, string asset) => new(
        "MistralUnsafeName", ErrorCategory.SecurityError, skill, $"The skill '{skill}' has a file with the unsafe name '{asset}'. The skill was not written.",
        "Read the skill with Get-MistralSkill, and rename the file in a new version.");

    public static SkillFolderException Foreign(string folder) => new(
        "MistralFolderExists", ErrorCategory.ResourceExists, folder, $"The folder '{folder}' exists and isn't a skill: it has no SKILL.md, or it is a link.",
        "Use another -Path, or remove the folder.");

    public static SkillFolderException NotRestored(string folder, IEnumerable<string> places, Exception failure) => new(
        "MistralFolderNotRestored", ErrorCategory.WriteError, folder,
        $"The folder '{folder}' could not be replaced, and its earlier files could not be moved back. They are in '{string.Join("' and '", places)}'. {failure.Message}",
        "Move the files back, and export the skill again.");
}
