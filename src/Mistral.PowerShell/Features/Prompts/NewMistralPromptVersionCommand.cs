using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.AI.Prompts;
using Mistral.PowerShell.AI.Registry;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Prompts;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralPromptVersion", SupportsShouldProcess = true)]
[OutputType("Mistral.PromptVersion")]
[Operation("POST", "/v2/prompts/{prompt_id}/versions", Output = typeof(PromptVersionResource), Action = "Add a version to the prompt")]
public sealed class NewMistralPromptVersionCommand : DefinitionCommand
{
    private bool _isContentGiven;

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<PromptResource>))]
    [Id(typeof(PromptResource))]
    [Path("prompt_id")]
    public string? PromptId { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Body("definition.content")]
    public string? Content { get; set; }

    // Its field is in objects of a list.
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyCollection]
    [Alias("Variables")]
    public string[]? Variable { get; set; }

    // Notes of a piped version don't bind, because they belong to that version.
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Body("notes")]
    public string? Note { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("aliases")]
    public string[]? Alias { get; set; }

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        _isContentGiven = MyInvocation.BoundParameters.ContainsKey(nameof(Content)) && !MyInvocation.BoundParameters.ContainsKey(nameof(Variable));
    }

    private protected override Dictionary<string, object?> CreateBody() => PromptTemplate.AddVariables(base.CreateBody(), Content!, ContentVariables);

    // The variables of a piped prompt are those of its own content.
    private string[]? ContentVariables => _isContentGiven ? null : Variable;

    // The prompt says enough.
    private protected override IEnumerable<string> GetShouldProcessTarget(OperationAttribute operation, IReadOnlyDictionary<string, string> path) => [];

    // The response has only the number.
    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation)
    {
        foreach (PSObject made in base.GetObjects(reply, operation).OfType<PSObject>())
        {
            JsonObjects.Set(made, "Content", Content);
            JsonObjects.Set(made, "Variables", PromptTemplate.GetVariables(Content!, ContentVariables));
            JsonObjects.Set(made, "Notes", Note);
            JsonObjects.Set(made, "Aliases", Alias);
            yield return made;
        }
    }
}
