using System.Collections.Generic;
using System.Management.Automation;
using Mistral.PowerShell.Features.Connectors;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralConnectorCredential", SupportsShouldProcess = true, DefaultParameterSetName = "Setting")]
[Operation("PATCH", "/v1/connectors/{connector_id_or_name}/{consumer_scope}/credentials", SuppressOutput = true, Action = "Change the credentials")]
public sealed class SetMistralConnectorCredentialCommand : ConnectorCredentialCommand
{
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateSet("user", "workspace", "organization")]
    [Path("consumer_scope")]
    public string Scope
    {
        get;
        set => field = value.ToLowerInvariant();
    } = string.Empty;

    private protected override IEnumerable<string> GetShouldProcessTarget(OperationAttribute operation, IReadOnlyDictionary<string, string> path) => [Name!];
}
