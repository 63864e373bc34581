using System.IO;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using Mistral.PowerShell.AI.Registry;
using Mistral.PowerShell.Features.Prompts;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsData.Export, "MistralPrompt", SupportsShouldProcess = true, DefaultParameterSetName = NameSet)]
[OutputType(typeof(FileInfo))]
public sealed class ExportMistralPromptCommand : RegistryExportCommand
{
    private const string NameSet = "Name";
    private const string IdSet = "Id";

    [Parameter(Position = 1, ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<PromptResource>))]
    public string[]? Name { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<PromptResource>))]
    [Id(typeof(PromptResource))]
    [Alias("PromptId")]
    public string? Id { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateRange(1, int.MaxValue)]
    public int? Version { get; set; }

    private protected override string ListPath => "/v2/prompts";

    private protected override string Noun => "prompt";

    protected override void ProcessRecord()
    {
        if (Id is null)
        {
            Export(Name);
        }
        else if (FindId(ResourceAttribute.Of(typeof(PromptResource)), Id) is { } id)
        {
            Export(id, Version);
        }
    }

    private protected override ExportPlan Plan(JsonElement item, string folder)
    {
        PromptEntry prompt = PromptEntry.FromServer(item);
        string file = System.IO.Path.Combine(folder, GetFileName(prompt.Name) + PromptEntry.Extension);
        CheckPresent(file, prompt.Name);
        return new(file, file, "Write the prompt", () => WriteFile(file, Encoding.UTF8.GetBytes(prompt.ToText())));
    }
}
