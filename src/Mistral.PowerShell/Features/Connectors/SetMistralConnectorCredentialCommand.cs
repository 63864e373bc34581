using System.Collections.Generic;
using System.Management.Automation;
using Mistral.PowerShell.Features.Connectors;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralConnectorCredential", SupportsShouldProcess = true, DefaultParameterSetName = "Setting")]
[Operation("PATCH", "/v1/connectors/{connector_id_or_name}/{consumer_scope}/credentials", SuppressOutput = true, Action = "Change the credentials")]
public sealed class SetMistralConnectorCredentialCommand : ConnectorCredentialCommand
{
    private const string ClientSet = "ClientCredential";

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateSet("user", "workspace", "organization")]
    [Path("consumer_scope")]
    public string Scope { get; set; } = string.Empty;

    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true)]
    [ValidatePattern("^[A-Za-z0-9_-]{1,64}$")]
    [ArgumentCompleter(typeof(NameCompleter<ConnectorCredentialResource>))]
    [Alias("Name")]
    [Body("name")]
    public string? CredentialName { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = ClientSet)]
    [ValidateNotNull]
    [Credential]
    public PSCredential? ClientCredential { get; set; }

    private protected override Dictionary<string, object?>? CreateCredentials() => ParameterSetName != ClientSet ? base.CreateCredentials() : new()
    {
        ["oauth"] = new Dictionary<string, object?>
        {
            ["grant_type"] = "client_credentials",
            ["client_id"] = ClientCredential!.UserName,
            ["client_secret"] = ClientCredential.Password,
        },
    };

    private protected override IEnumerable<string> GetShouldProcessTarget(OperationAttribute operation, IReadOnlyDictionary<string, string> path) => [CredentialName!];
}
