using System;
using System.Management.Automation;
using Mistral.PowerShell.Features.Connectors;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralConnectorAuthenticationUrl")]
[OutputType("Mistral.ConnectorAuthenticationUrl")]
[Operation("GET", "/v1/connectors/{connector_id_or_name}/auth_url", Output = typeof(ConnectorAuthenticationUrlResource))]
public sealed class GetMistralConnectorAuthenticationUrlCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<ConnectorResource>))]
    [Id(typeof(ConnectorResource))]
    [Path("connector_id_or_name")]
    public string? ConnectorId { get; set; }

    [Parameter]
    [ValidateNotNull]
    [Query("app_return_url")]
    public Uri? ReturnUri { get; set; }

    [Parameter]
    [ValidateSet("oauth2", "bearer", "none", "github_app", "slack_app")]
    [Query("method_type")]
    public string? MethodType { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Query("credentials_name")]
    public string? CredentialName { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Query("credentials_title")]
    public string? CredentialTitle { get; set; }

    [Parameter]
    [Query("github_installation_link")]
    public SwitchParameter GitHubInstallation { get; set; }
}
