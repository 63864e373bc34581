using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.AI.Prompts;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Prompts;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralPromptVersion", SupportsShouldProcess = true)]
[OutputType("Mistral.PromptVersion")]
[Operation("POST", "/v2/prompts/{prompt_id}/versions", Output = typeof(PromptVersionResource), Action = "Add a version to the prompt")]
public sealed class NewMistralPromptVersionCommand : DefinitionCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<PromptResource>))]
    [Id(typeof(PromptResource))]
    [Path("prompt_id")]
    public string? PromptId { get; set; }

    [Parameter(Mandatory = true, Position = 1)]
    [AllowEmptyString]
    [Body("definition.content")]
    public string? Content { get; set; }

    // Its field is in objects of a list.
    [Parameter]
    [AllowEmptyCollection]
    public string[]? Variable { get; set; }

    [Parameter]
    [AllowEmptyString]
    [Body("notes")]
    public string? Note { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("aliases")]
    public string[]? Alias { get; set; }

    private protected override Dictionary<string, object?> CreateBody() => PromptTemplate.AddVariables(base.CreateBody(), Content!, Variable);

    // The prompt says enough.
    private protected override IEnumerable<string> GetShouldProcessTarget(OperationAttribute operation, IReadOnlyDictionary<string, string> path) => [];

    // The response has only the number.
    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation)
    {
        foreach (PSObject made in base.GetObjects(reply, operation).OfType<PSObject>())
        {
            JsonObjects.Set(made, "Content", Content);
            JsonObjects.Set(made, "Variables", PromptTemplate.GetVariables(Content!, Variable));
            JsonObjects.Set(made, "Notes", Note);
            JsonObjects.Set(made, "Aliases", Alias);
            yield return made;
        }
    }
}
