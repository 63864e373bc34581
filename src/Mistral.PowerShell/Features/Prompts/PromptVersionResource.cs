using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Prompts;

/// <summary>A version of a prompt.</summary>
[Resource(
    "Mistral.PromptVersion",
    "PromptId", "Version", "Content", "Variables", "Notes", "Aliases", "CreatedAt",
    IdName = "PromptId", List = typeof(GetMistralPromptVersionCommand))]
internal sealed class PromptVersionResource;
