using System.Collections.Generic;
using System.Management.Automation;
using Mistral.PowerShell.Features.Connectors;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsSecurity.Revoke, "MistralConnectorAccess", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("DELETE", "/v1/connectors/{connector_id}/share", Case = "workspace", SuppressOutput = true, Action = "Stop sharing the connector")]
[Operation("DELETE", "/v1/connectors/{connector_id}/organization/share", Case = "organization", SuppressOutput = true, Action = "Stop sharing the connector")]
public sealed class RevokeMistralConnectorAccessCommand : ConnectorChangeCommand
{
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateSet("workspace", "organization")]
    public string Scope { get; set; } = string.Empty;

    private protected override string OperationCase => Scope;

    private protected override IEnumerable<string> GetShouldProcessTarget(OperationAttribute operation, IReadOnlyDictionary<string, string> path) => [operation.Case!];
}
