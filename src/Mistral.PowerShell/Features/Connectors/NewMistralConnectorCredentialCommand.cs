using System.Collections.Generic;
using System.Management.Automation;
using Mistral.PowerShell.Features.Connectors;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralConnectorCredential", SupportsShouldProcess = true, DefaultParameterSetName = "BearerToken")]
[Operation("POST", "/v1/connectors/{connector_id_or_name}/user/credentials", Case = "user", SuppressOutput = true, Action = "Create the credentials")]
[Operation("POST", "/v1/connectors/{connector_id_or_name}/workspace/credentials", Case = "workspace", SuppressOutput = true, Action = "Create the credentials")]
[Operation("POST", "/v1/connectors/{connector_id_or_name}/organization/credentials", Case = "organization", SuppressOutput = true, Action = "Create the credentials")]
public sealed class NewMistralConnectorCredentialCommand : ConnectorCredentialCommand
{
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateSet("user", "workspace", "organization")]
    public string Scope { get; set; } = string.Empty;

    // Without the alias Name, because a piped connector would give its own.
    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true)]
    [ValidatePattern("^[A-Za-z0-9_-]{1,64}$")]
    [ArgumentCompleter(typeof(NameCompleter<ConnectorCredentialResource>))]
    [Body("name")]
    public string? CredentialName { get; set; }

    private protected override string OperationCase => Scope;

    private protected override IEnumerable<string> GetShouldProcessTarget(OperationAttribute operation, IReadOnlyDictionary<string, string> path) => [operation.Case!, CredentialName!];
}
