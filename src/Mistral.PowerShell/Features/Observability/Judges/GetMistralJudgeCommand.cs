using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.AI.Models;
using Mistral.PowerShell.Features.Observability.Judges;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralJudge", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.Judge")]
[Operation("GET", "/v1/observability/judges", Output = typeof(JudgeResource), Items = "judges.results", Paging = PageStyle.PageFromOne)]
[Operation("GET", "/v1/observability/judges/{judge_id}", Output = typeof(JudgeResource))]
public sealed class GetMistralJudgeCommand : OperationCommand
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    [Parameter(Position = 0, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<JudgeResource>))]
    [Query("q", IsPattern = true)]
    public string[]? Name { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("CLASSIFICATION", "REGRESSION")]
    [Query("type_filter")]
    public string[] Type { get; set; } = [];

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ChatModelCompleter))]
    [Query("model_filter")]
    public string[] Model { get; set; } = [];

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<JudgeResource>))]
    [Id(typeof(JudgeResource))]
    [Alias("JudgeId")]
    [Path("judge_id")]
    public string? Id { get; set; }
}
