using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Registry;
using Mistral.PowerShell.Core.TabCompletion;
using Mistral.PowerShell.Features.Prompts;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralPrompt", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.Prompt")]
[Operation("GET", "/v2/prompts", Output = typeof(PromptResource), Items = "data", Paging = PageStyle.CamelPageToken)]
[Operation("GET", "/v2/prompts/{prompt_id}", Output = typeof(PromptResource))]
public sealed class GetMistralPromptCommand : DefinitionCommand
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    [Parameter(Position = 0, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<PromptResource>))]
    [Select("name")]
    public string[]? Name { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RegistrySortCompleter))]
    [Query("sort_by")]
    public string? SortBy { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SortOrderCompleter))]
    [Query("sort_direction")]
    public string? SortOrder { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<PromptResource>))]
    [Id(typeof(PromptResource))]
    [Alias("PromptId")]
    [Path("prompt_id")]
    public string? Id { get; set; }

    // Not from the pipeline: an object has a version, and is asked for its latest one.
    [Parameter(ParameterSetName = IdSet)]
    [ValidateRange(1, int.MaxValue)]
    [Query("version")]
    public int? Version { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Query("alias")]
    public string? Alias { get; set; }
}
