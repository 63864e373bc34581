using System.Management.Automation;
using Mistral.PowerShell.Features.Connectors;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Disable, "MistralConnector", SupportsShouldProcess = true)]
[Operation("POST", "/v1/connectors/{connector_id}/{consumer_scope}/deactivate", SuppressOutput = true, Action = "Disable the connector")]
public sealed class DisableMistralConnectorCommand : ConnectorChangeCommand
{
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateSet("user", "workspace", "organization")]
    [Path("consumer_scope")]
    public string Scope { get; set; } = string.Empty;
}
