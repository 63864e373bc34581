using System.Collections.Generic;
using System.Management.Automation;
using Mistral.PowerShell.AI.Prompts;
using Mistral.PowerShell.AI.Registry;
using Mistral.PowerShell.Features.Prompts;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralPrompt", SupportsShouldProcess = true)]
[OutputType("Mistral.Prompt")]
[Operation("POST", "/v2/prompts", Output = typeof(PromptResource), Action = "Create the prompt")]
public sealed class NewMistralPromptCommand : DefinitionCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Body("definition.content")]
    public string? Content { get; set; }

    // Its field is in objects of a list.
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    [Alias("Variables")]
    public string[]? Variable { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Body("title")]
    public string? Title { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Body("description")]
    public string? Description { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateSet("private", "workspace")]
    [Body("sharingScope")]
    public string? SharingScope { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Alias("Notes")]
    [Body("notes")]
    public string? Note { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("aliases")]
    public string[]? Alias { get; set; }

    private protected override Dictionary<string, object?> CreateBody() => PromptTemplate.AddVariables(base.CreateBody(), Content!, Variable);
}
