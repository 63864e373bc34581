using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Indexes;
using Mistral.PowerShell.Operations;
using Mistral.PowerShell.Session.Cmdlets;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Wait, "MistralIndex")]
[OutputType("Mistral.Index")]
[Operation("GET", "/v1/rag/managed_indexes/{index_name}", IsSecondary = true)]
public sealed class WaitMistralIndexCommand : WaitCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<IndexResource>))]
    [Alias("IndexName")]
    [Path("index_name")]
    public string[] Name { get; set; } = [];

    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            Await(name);
        }
    }

    private protected override string Counted => "indexes";

    private protected override async Task<JsonElement> ReadAsync(string target, CancellationToken cancellationToken)
    {
        MistralRequest request = new("GET", $"/v1/rag/managed_indexes/{MistralRequest.EscapeSegment(target)}");
        return (await Client.SendAsync(request, this, cancellationToken).ConfigureAwait(false)).ReadJson();
    }

    private protected override bool IsFinal(JsonElement state) => GetStatus(state) is "ready" or "failed";

    private protected override bool IsExpected(MistralApiException failure, JsonElement last) =>
        failure.Kind is MistralErrorKind.NotFound && GetStatus(last) == "deleting";

    private protected override async Task WriteAsync(string target, JsonElement state, CancellationToken cancellationToken)
    {
        string status = GetStatus(state);
        IndexException? problem = status switch
        {
            "ready" => null,
            "failed" => IndexException.Failed(target, JsonFields.GetText(state, "status_message")),
            _ => IndexException.TimedOut(target, status, TimeoutSeconds),
        };
        object index = ResourceAttribute.Of(typeof(IndexResource)).Read(state)!;
        if (problem is null)
        {
            await WriteAsync(index).ConfigureAwait(false);
            return;
        }

        await WriteProblemAsync(IsFinal(state) ? index : null, problem, index).ConfigureAwait(false);
    }

    private static string GetStatus(JsonElement index) => JsonFields.GetText(index, "status") ?? "unknown";
}
