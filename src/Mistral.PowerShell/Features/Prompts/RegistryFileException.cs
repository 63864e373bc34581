using System.Management.Automation;

namespace Mistral.PowerShell.Features.Prompts;

/// <summary>A file of a prompt or a skill can't be read.</summary>
internal sealed class RegistryFileException : ErrorRecordException
{
    private RegistryFileException(string id, ErrorCategory category, string file, string message, string hint)
        : base(id, category, file, message, hint)
    {
    }

    public static RegistryFileException Invalid(string file, string reason) => new(
        "MistralInvalidFile", ErrorCategory.InvalidData, file, $"The file '{file}' can't be read. {reason}",
        "Compare it with a file that Export-MistralPrompt or Export-MistralSkill writes.");

    public static RegistryFileException NoName(string file) => new(
        "MistralInvalidFile", ErrorCategory.InvalidData, file, $"The file '{file}' has no field 'name' at its top.",
        "Begin the file with the lines '---', 'name: <name>' and '---'.");

    public static RegistryFileException Twice(string file, string name) => new(
        "MistralNameTwice", ErrorCategory.ResourceExists, file, $"The name '{name}' in '{file}' was in an earlier file too.",
        "Give each file its own name.");

    public static RegistryFileException Unsafe(string skill, string asset) => new(
        "MistralUnsafeName", ErrorCategory.SecurityError, skill, $"The skill '{skill}' has a file with the unsafe name '{asset}'. Nothing of the skill was written.",
        "Read the skill with Get-MistralSkill, and rename the file in a new version.");

    public static RegistryFileException Foreign(string folder) => new(
        "MistralFolderExists", ErrorCategory.ResourceExists, folder, $"The folder '{folder}' exists and isn't a skill: it has no SKILL.md, or it is a link.",
        "Use another -Path, or remove the folder.");
}
