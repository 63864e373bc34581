using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.AI.Models;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Observability.Judges;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralJudge", SupportsShouldProcess = true, DefaultParameterSetName = LabelSet)]
[Operation("PUT", "/v1/observability/judges/{judge_id}", Supplies = ["name", "description", "model_name", "output", "instructions", "tools"], Action = "Change the judge")]
public sealed class SetMistralJudgeCommand : OperationCommand
{
    private const string LabelSet = "Label";
    private const string ScoreSet = "Score";
    private const double DefaultMaximum = 1;

    private static readonly string[] s_descriptions = ["min_description", "max_description"];

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<JudgeResource>))]
    [Id(typeof(JudgeResource))]
    [Alias("JudgeId")]
    [Path("judge_id")]
    public string? Id { get; set; }

    [Parameter]
    [ValidateLength(5, 50)]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter]
    [ValidateLength(1, 500)]
    [ArgumentCompleter(typeof(ChatModelCompleter))]
    [Body("model_name")]
    public string? Model { get; set; }

    [Parameter]
    [ValidateLength(1, 10000)]
    [Alias("Instructions")]
    [Body("instructions")]
    public string? Instruction { get; set; }

    [Parameter(ParameterSetName = LabelSet)]
    [ValidateNotNullOrEmpty]
    [ObjectToDictionary]
    public IDictionary? Label { get; set; }

    [Parameter(ParameterSetName = ScoreSet)]
    [ValidateLength(1, int.MaxValue)]
    [Body("output.min_description")]
    public string? MinimumDescription { get; set; }

    [Parameter(ParameterSetName = ScoreSet)]
    [ValidateLength(1, int.MaxValue)]
    [Body("output.max_description")]
    public string? MaximumDescription { get; set; }

    [Parameter(ParameterSetName = ScoreSet)]
    [ValidateRange(0.0, 999999999.0)]
    [Body("output.min")]
    public double? Minimum { get; set; }

    [Parameter(ParameterSetName = ScoreSet)]
    [ValidateRange(0.0, 999999999.0)]
    [Body("output.max")]
    public double? Maximum { get; set; }

    [Parameter]
    [ValidateLength(0, 500)]
    [Body("description")]
    public string? Description { get; set; }

    [Parameter]
    [ValidateNotNull]
    [Body("tools")]
    public string[] Tool { get; set; } = [];

    private protected override Dictionary<string, object?> CreateBody()
    {
        Dictionary<string, object?> body = base.CreateBody();
        if (Label is not null)
        {
            body["output"] = JudgeAnswer.Classify(Label);
        }

        return body;
    }

    // The API replaces the judge as a whole, so what was not specified is sent as it is.
    private protected override async Task<Dictionary<string, object?>?> CompleteBodyAsync(
        Dictionary<string, object?>? body, IReadOnlyDictionary<string, string> path, CancellationToken cancellationToken)
    {
        MistralRequest request = new("GET", OperationMetadata.FillIn("/v1/observability/judges/{judge_id}", path));
        JsonElement current = (await Client.SendAsync(request, this, cancellationToken).ConfigureAwait(false)).ReadJson();
        Dictionary<string, object?> complete = JudgeDefinition.Read(current);
        foreach (KeyValuePair<string, object?> given in body!)
        {
            complete[given.Key] = given.Value;
        }

        if (ParameterSetName == ScoreSet && complete["output"] is Dictionary<string, object?> range)
        {
            complete["output"] = GetScore(range, JsonFields.GetMember(current, "output"));
        }

        return complete;
    }

    private Dictionary<string, object?> GetScore(Dictionary<string, object?> range, JsonElement current)
    {
        foreach (string field in s_descriptions)
        {
            range[field] = range.TryGetValue(field, out object? given) ? given
                : JsonFields.GetText(current, field) ?? throw MistralApiException.InvalidArgument("The judge has labels so far. To make it give numbers, specify -MinimumDescription and -MaximumDescription.");
        }

        return JudgeAnswer.Score(range, Minimum ?? GetNumber(current, "min") ?? 0, Maximum ?? GetNumber(current, "max") ?? DefaultMaximum);
    }

    private static double? GetNumber(JsonElement holder, string name) =>
        JsonFields.GetMember(holder, name) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : null;
}
