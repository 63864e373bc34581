using System.Management.Automation;
using Mistral.PowerShell.Features.Connectors;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralConnector", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("DELETE", "/v1/connectors/{connector_id}", SuppressOutput = true, Action = "Remove the connector")]
public sealed class RemoveMistralConnectorCommand : ConnectorChangeCommand;
