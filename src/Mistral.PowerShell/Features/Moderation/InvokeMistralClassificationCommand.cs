using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Features.Moderation;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Invoke, "MistralClassification")]
[OutputType(typeof(ClassificationResult), typeof(PSObject))]
[Operation("POST", "/v1/classifications", Case = "Text", Supplies = ["input"])]
[Operation("POST", "/v1/chat/classifications", Case = "Conversation", Supplies = ["input"])]
public sealed class InvokeMistralClassificationCommand : ClassifierCommand<ClassificationScores>
{
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ClassificationModelCompleter))]
    [Body("model")]
    public string Model { get; set; } = string.Empty;

    private protected override string ModelId => Model;

    private protected override Task<ClassifierResponse<ClassificationScores>> SendAsync(ClassifierRequest request, CancellationToken cancellationToken) =>
        Client.Classifiers.ClassifyAsync(request, this, cancellationToken);

    private protected override object CreateResult(ClassifierInput input, ClassificationScores scores, string? id, string model) =>
        ClassificationResult.Create(input, scores, id, model);
}
