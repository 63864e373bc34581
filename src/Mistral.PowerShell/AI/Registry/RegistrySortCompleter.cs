using Mistral.PowerShell.Core.TabCompletion;

namespace Mistral.PowerShell.AI.Registry;

/// <summary>Completes the fields by which prompts and skills can be sorted.</summary>
internal sealed class RegistrySortCompleter() : WordCompleter("created_at", "last_modified_at", "name", "title");
