using System.Management.Automation;
using Mistral.PowerShell.Features.Connectors;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Enable, "MistralConnector", SupportsShouldProcess = true)]
[Operation("POST", "/v1/connectors/{connector_id}/{consumer_scope}/activate", SuppressOutput = true, Action = "Enable the connector")]
public sealed class EnableMistralConnectorCommand : ConnectorChangeCommand
{
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateSet("user", "workspace", "organization")]
    [Path("consumer_scope")]
    public string Scope { get; set; } = string.Empty;
}
