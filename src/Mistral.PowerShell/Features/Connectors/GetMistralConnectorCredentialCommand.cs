using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Text.Json;
using Mistral.PowerShell.Core.Json;
using Mistral.PowerShell.Features.Connectors;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralConnectorCredential")]
[OutputType("Mistral.ConnectorCredential")]
[Operation("GET", "/v1/connectors/{connector_id_or_name}/user/credentials", Output = typeof(ConnectorCredentialResource), Items = "credentials", Case = "user")]
[Operation("GET", "/v1/connectors/{connector_id_or_name}/workspace/credentials", Output = typeof(ConnectorCredentialResource), Items = "credentials", Case = "workspace")]
[Operation("GET", "/v1/connectors/{connector_id_or_name}/organization/credentials", Output = typeof(ConnectorCredentialResource), Items = "credentials", Case = "organization")]
public sealed class GetMistralConnectorCredentialCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<ConnectorResource>))]
    [Id(typeof(ConnectorResource))]
    [Path("connector_id_or_name")]
    public string? ConnectorId { get; set; }

    [Parameter(Mandatory = true, Position = 1)]
    [ValidateSet("user", "workspace", "organization")]
    public string Scope { get; set; } = string.Empty;

    [Parameter(Position = 2)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<ConnectorCredentialResource>))]
    [Select("name")]
    public string[]? Name { get; set; }

    [Parameter]
    [ValidateSet("oauth2", "bearer", "none", "github_app", "slack_app")]
    [Query("auth_type")]
    public string? AuthenticationType { get; set; }

    private protected override string OperationCase => Scope;

    // The API shortens one of the scopes. The next cmdlet takes it as it is here.
    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation)
    {
        foreach (PSObject made in base.GetObjects(reply, operation).OfType<PSObject>())
        {
            JsonObjects.Set(made, "Scope", operation.Case);
            yield return made;
        }
    }
}
