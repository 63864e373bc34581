using System.Management.Automation;

namespace Mistral.PowerShell.AI.Registry;

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

    public static RegistryFileException TooLarge(string file, int megabytes) => new(
        "MistralFileTooLarge", ErrorCategory.LimitsExceeded, file, $"'{file}' has more than {megabytes} MB, so it was not read.",
        "Check that the path is right. Files that don't belong to a skill can be moved out of its folder.");
}
