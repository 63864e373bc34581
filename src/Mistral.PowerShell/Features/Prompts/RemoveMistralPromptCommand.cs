using System.Management.Automation;
using Mistral.PowerShell.Features.Prompts;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralPrompt", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("DELETE", "/v2/prompts/{prompt_id}", SuppressOutput = true, Action = "Remove the prompt with all its versions")]
public sealed class RemoveMistralPromptCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<PromptResource>))]
    [Id(typeof(PromptResource))]
    [Alias("PromptId", "Name")]
    [Path("prompt_id")]
    public string? Id { get; set; }
}
