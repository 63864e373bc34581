using System.Collections;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Moderation;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "MistralModeration")]
[OutputType(typeof(ModerationResult), typeof(PSObject))]
[Operation("POST", "/v1/moderations", Case = TextCase, Supplies = ["model", "input"])]
[Operation("POST", "/v1/chat/moderations", Case = "Conversation", Supplies = ["model", "input"])]
public sealed class InvokeMistralModerationCommand : ClassifierCommand<ModerationScores>
{
    private const string TextCase = "Text";

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ModerationModelCompleter))]
    [Body("model")]
    public string Model { get; set; } = "mistral-moderation-latest";

    [Parameter]
    [ValidateNotNull]
    [Body("metadata", Case = TextCase)]
    public IDictionary? Metadata { get; set; }

    private protected override string ModelId => Model;

    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        InvokeOrTerminate(() => _ = AsConversation && Metadata is not null ? throw MistralApiException.InvalidArgument("-Metadata can't be used with -AsConversation.") : true);
    }

    private protected override ClassifierRequest CreateRequest() =>
        base.CreateRequest() with { Metadata = Metadata is null ? null : JsonSerializer.Deserialize<JsonElement>(PSJsonWriter.Write(Metadata)) };

    private protected override Task<ClassifierResponse<ModerationScores>> SendAsync(ClassifierRequest request, CancellationToken cancellationToken) =>
        Client.Classifiers.ModerateAsync(request, this, cancellationToken);

    private protected override object CreateResult(ClassifierInput input, ModerationScores scores, string? id, string model) => new ModerationResult
    {
        Flagged = scores.Categories.Values.Contains(true),
        FlaggedCategory = new([.. scores.Categories.Where(c => c.Value).Select(c => c.Key).OrderByDescending(c => scores.Scores.TryGetValue(c, out double score) ? score : 0)]),
        Categories = ScoreTable.Create(scores.Categories),
        Scores = ScoreTable.CreateSorted(scores.Scores),
        Text = input.Text,
        Input = input.Source,
        Index = input.Index,
        Id = id,
        Model = model,
    };
}
