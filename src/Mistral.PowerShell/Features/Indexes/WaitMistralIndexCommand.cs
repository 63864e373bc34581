using System.Diagnostics;
using System.Management.Automation;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
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

    private protected override async Task WaitAsync(string target, Stopwatch watch, CancellationToken cancellationToken)
    {
        bool isDeleting = false;
        JsonElement index;
        try
        {
            index = await StatePolling.ReadAsync(
                async () =>
                {
                    JsonElement read = await GetAsync(target, cancellationToken).ConfigureAwait(false);
                    isDeleting = GetStatus(read) == "deleting";
                    return read;
                },
                i => GetStatus(i) is "ready" or "failed",
                TimeoutSeconds,
                watch,
                cancellationToken).ConfigureAwait(false);
        }
        catch (MistralApiException e) when (isDeleting && e.Kind is MistralErrorKind.NotFound)
        {
            // The index is deleted now, as expected.
            return;
        }

        string status = GetStatus(index);
        IndexException? problem = status switch
        {
            "ready" => null,
            "failed" => IndexException.Failed(target, JsonFields.GetText(index, "status_message")),
            _ => IndexException.TimedOut(target, status, TimeoutSeconds),
        };
        if (problem is null)
        {
            await WriteAsync(ResourceAttribute.Of(typeof(IndexResource)).Read(index)).ConfigureAwait(false);
            return;
        }

        PostOrdered(() => WriteError(problem.ToRecord()));
    }

    private static string GetStatus(JsonElement index) => JsonFields.GetText(index, "status") ?? "unknown";

    private async Task<JsonElement> GetAsync(string name, CancellationToken cancellationToken)
    {
        MistralRequest request = new("GET", $"/v1/rag/managed_indexes/{MistralRequest.EscapeSegment(name)}");
        return (await Client.SendAsync(request, this, cancellationToken).ConfigureAwait(false)).ReadJson();
    }
}
