using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Prompts;

/// <summary>What an import did with a file.</summary>
[Resource("Mistral.PromptImport", "Action", "Name", "Version", "PromptId", "Path")]
internal sealed class PromptImportResource;
