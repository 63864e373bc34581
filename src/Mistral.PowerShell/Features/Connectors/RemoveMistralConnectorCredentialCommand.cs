using System.Collections.Generic;
using System.Management.Automation;
using Mistral.PowerShell.Features.Connectors;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralConnectorCredential", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High, DefaultParameterSetName = NameSet)]
[Operation("DELETE", "/v1/connectors/{connector_id_or_name}/user/credentials/{credentials_name}", Case = "user", SuppressOutput = true, Action = Action)]
[Operation("DELETE", "/v1/connectors/{connector_id_or_name}/workspace/credentials/{credentials_name}", Case = "workspace", SuppressOutput = true, Action = Action)]
[Operation("DELETE", "/v1/connectors/{connector_id_or_name}/organization/credentials/{credentials_name}", Case = "organization", SuppressOutput = true, Action = Action)]
[Operation("DELETE", "/v1/connectors/{connector_id_or_name}/user/credentials", Case = AllSet, SuppressOutput = true, Action = "Remove all credentials of the user")]
public sealed class RemoveMistralConnectorCredentialCommand : OperationCommand
{
    private const string NameSet = "Name";
    private const string AllSet = "All";
    private const string Action = "Remove the credentials";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<ConnectorResource>))]
    [Id(typeof(ConnectorResource))]
    [Path("connector_id_or_name")]
    public string? ConnectorId { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = NameSet)]
    [ValidateSet("user", "workspace", "organization")]
    public string Scope { get; set; } = string.Empty;

    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true, ParameterSetName = NameSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<ConnectorCredentialResource>))]
    [Alias("Name")]
    [Path("credentials_name")]
    public string? CredentialName { get; set; }

    /// <summary>Whether all credentials of the calling user are removed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AllSet)]
    public SwitchParameter AllOfUser { get; set; }

    private protected override string OperationCase => ParameterSetName == AllSet ? AllSet : Scope;

    private protected override IEnumerable<string> GetShouldProcessTarget(OperationAttribute operation, IReadOnlyDictionary<string, string> path) =>
        ParameterSetName == AllSet ? [] : [operation.Case!];
}
