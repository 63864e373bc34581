using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Observability.Pipelines;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralPipeline", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.Pipeline")]
[Operation("GET", "/v1/observability/pipelines", Output = typeof(PipelineResource), Items = "pipelines.results", Paging = PageStyle.PageFromOne)]
[Operation("GET", "/v1/observability/pipelines/{pipeline_id}", Output = typeof(PipelineResource))]
public sealed class GetMistralPipelineCommand : OperationCommand
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    [Parameter(Position = 0, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<PipelineResource>))]
    [Select("name")]
    public string[]? Name { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [Query("enabled")]
    public bool? Enabled { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<PipelineResource>))]
    [Id(typeof(PipelineResource))]
    [Alias("PipelineId")]
    [Path("pipeline_id")]
    public string? Id { get; set; }
}
