using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using Mistral.PowerShell.AI.Models;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.Observability.Judges;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralJudge", SupportsShouldProcess = true, DefaultParameterSetName = LabelSet)]
[OutputType("Mistral.Judge")]
[Operation("POST", "/v1/observability/judges", Output = typeof(JudgeResource), Supplies = ["output"], Action = "Create the judge")]
public sealed class NewMistralJudgeCommand : OperationCommand
{
    private const string LabelSet = "Label";
    private const string ScoreSet = "Score";

    [Parameter(Mandatory = true, Position = 0)]
    [ValidateLength(5, 50)]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [ValidateLength(1, 500)]
    [ArgumentCompleter(typeof(ChatModelCompleter))]
    [Body("model_name")]
    public string? Model { get; set; }

    [Parameter(Mandatory = true, Position = 2)]
    [ValidateLength(1, 10000)]
    [Alias("Instructions")]
    [Body("instructions")]
    public string? Instruction { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = LabelSet)]
    [ValidateNotNullOrEmpty]
    [ObjectToDictionary]
    public IDictionary? Label { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = ScoreSet)]
    [ValidateLength(1, int.MaxValue)]
    [Body("output.min_description")]
    public string? MinimumDescription { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = ScoreSet)]
    [ValidateLength(1, int.MaxValue)]
    [Body("output.max_description")]
    public string? MaximumDescription { get; set; }

    [Parameter(ParameterSetName = ScoreSet)]
    [ValidateRange(0.0, 999999999.0)]
    [Body("output.min")]
    public double Minimum { get; set; }

    [Parameter(ParameterSetName = ScoreSet)]
    [ValidateRange(0.0, 999999999.0)]
    [Body("output.max")]
    public double Maximum { get; set; } = 1;

    [Parameter]
    [ValidateLength(0, 500)]
    [Body("description", IsAlways = true)]
    public string Description { get; set; } = string.Empty;

    [Parameter]
    [ValidateNotNull]
    [Body("tools", IsAlways = true)]
    public string[] Tool { get; set; } = [];

    private protected override Dictionary<string, object?> CreateBody()
    {
        Dictionary<string, object?> body = base.CreateBody();
        body["output"] = Label is null ? JudgeAnswer.Score((Dictionary<string, object?>)body["output"]!, Minimum, Maximum) : JudgeAnswer.Classify(Label);
        return body;
    }
}
