using System.Collections;
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

    private protected override object CreateResult(ClassifierInput input, ModerationScores scores, string? id, string model) =>
        ModerationResult.Create(input, scores, id, model);
}
