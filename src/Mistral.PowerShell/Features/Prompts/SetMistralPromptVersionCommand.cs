using System.Collections.Generic;
using System.Management.Automation;
using Mistral.PowerShell.AI.Registry;
using Mistral.PowerShell.Features.Prompts;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralPromptVersion", SupportsShouldProcess = true)]
[OutputType("Mistral.PromptVersion")]
[Operation("PATCH", "/v2/prompts/{prompt_id}/versions/{version}", Output = typeof(PromptVersionResource), Action = "Change the notes or aliases of the version")]
public sealed class SetMistralPromptVersionCommand : DefinitionCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<PromptResource>))]
    [Id(typeof(PromptResource))]
    [Path("prompt_id")]
    public string? PromptId { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(VersionCompleter<PromptVersionResource>))]
    [Path("version")]
    public int? Version { get; set; }

    [Parameter]
    [AllowEmptyString]
    [Body("notes")]
    public string? Note { get; set; }

    [Parameter]
    [AllowEmptyCollection]
    [Body("aliases.values")]
    public string[]? Alias { get; set; }

    // The prompt and the version say enough.
    private protected override IEnumerable<string> GetShouldProcessTarget(OperationAttribute operation, IReadOnlyDictionary<string, string> path) => [];
}
