using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Prompts;

/// <summary>A stored prompt, with the content of one of its versions.</summary>
[Resource(
    "Mistral.Prompt",
    "PromptId", "Name", "Title", "Description", "Content", "Variables", "Version", "LatestVersion", "Aliases", "Notes", "SharingScope", "CreatedAt", "UpdatedAt",
    IdName = "PromptId", IdPrefix = "prompt:", AcceptsName = true, List = typeof(GetMistralPromptCommand))]
internal sealed class PromptResource;
