using System;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using Mistral.Client;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Connectors;

/// <summary>The base of cmdlets that change a connector. The API takes its id only, so the id of a name is read first.</summary>
public abstract class ConnectorChangeCommand : OperationCommand
{
    private protected ConnectorChangeCommand()
    {
    }

    /// <summary>The id or the name of the connector.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<ConnectorResource>))]
    [Id(typeof(ConnectorResource))]
    [Alias("ConnectorId")]
    [Path("connector_id")]
    public string? Id { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string given = Id!;
        if (!Guid.TryParse(given, out _))
        {
            Id = null;
            RunAsync(async token => { Id = await FindIdAsync(given, token).ConfigureAwait(false); }, target: given);
            if (Id is null)
            {
                return;
            }
        }

        base.ProcessRecord();
    }

    private async Task<string?> FindIdAsync(string name, CancellationToken cancellationToken)
    {
        MistralRequest request = new("GET", $"/v1/connectors/{MistralRequest.EscapeSegment(name)}");
        return ResourceAttribute.Of(typeof(ConnectorResource)).GetId((await Client.SendAsync(request, this, cancellationToken).ConfigureAwait(false)).ReadJson());
    }
}
