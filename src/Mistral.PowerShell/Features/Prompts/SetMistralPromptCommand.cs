using System.Management.Automation;
using Mistral.PowerShell.AI.Registry;
using Mistral.PowerShell.Features.Prompts;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralPrompt", SupportsShouldProcess = true)]
[OutputType("Mistral.Prompt")]
[Operation("PATCH", "/v2/prompts/{prompt_id}", Output = typeof(PromptResource), Action = "Change the prompt")]
public sealed class SetMistralPromptCommand : DefinitionCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<PromptResource>))]
    [Id(typeof(PromptResource))]
    [Alias("PromptId", "Name")]
    [Path("prompt_id")]
    public string? Id { get; set; }

    [Parameter]
    [AllowEmptyString]
    [Body("title")]
    public string? Title { get; set; }

    [Parameter]
    [AllowEmptyString]
    [Body("description")]
    public string? Description { get; set; }

    [Parameter]
    [ValidateSet("private", "workspace")]
    [Body("sharingScope")]
    public string? SharingScope { get; set; }
}
