using System.Management.Automation;
using Mistral.PowerShell.AI.Registry;
using Mistral.PowerShell.Features.Prompts;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralPromptVersion")]
[OutputType("Mistral.PromptVersion")]
[Operation("GET", "/v2/prompts/{prompt_id}/versions", Output = typeof(PromptVersionResource), Items = "data")]
[Operation("GET", "/v2/prompts/{prompt_id}/versions/{version}", Output = typeof(PromptVersionResource))]
public sealed class GetMistralPromptVersionCommand : DefinitionCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<PromptResource>))]
    [Id(typeof(PromptResource))]
    [Path("prompt_id")]
    public string? PromptId { get; set; }

    // Not from the pipeline: a prompt has a version too, and is asked for all of them.
    [Parameter(Position = 1)]
    [ValidateRange(1, int.MaxValue)]
    [ArgumentCompleter(typeof(VersionCompleter<PromptVersionResource>))]
    [Path("version")]
    public int? Version { get; set; }
}
