using System.Collections.Generic;
using System.Management.Automation;
using Mistral.PowerShell.Features.Connectors;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsSecurity.Grant, "MistralConnectorAccess", SupportsShouldProcess = true)]
[Operation("PUT", "/v1/connectors/{connector_id}/share", Case = "workspace", SuppressOutput = true, Action = "Share the connector")]
[Operation("PUT", "/v1/connectors/{connector_id}/organization/share", Case = "organization", SuppressOutput = true, Action = "Share the connector")]
public sealed class GrantMistralConnectorAccessCommand : ConnectorChangeCommand
{
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateSet("workspace", "organization")]
    public string Scope { get; set; } = string.Empty;

    private protected override string OperationCase => Scope;

    private protected override IEnumerable<string> GetShouldProcessTarget(OperationAttribute operation, IReadOnlyDictionary<string, string> path) => [operation.Case!];
}
