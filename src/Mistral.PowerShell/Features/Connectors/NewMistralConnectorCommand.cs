using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.Connectors;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralConnector", SupportsShouldProcess = true)]
[OutputType("Mistral.Connector")]
[Operation("POST", "/v1/connectors", Output = typeof(ConnectorResource), Action = "Create the connector")]
public sealed class NewMistralConnectorCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateLength(1, 64)]
    [ValidatePattern("^[A-Za-z0-9_-]+$")]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNull]
    [Body("server")]
    public Uri? Server { get; set; }

    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Body("description")]
    public string? Description { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("title")]
    public string? Title { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("icon_url")]
    public string? IconUri { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("system_prompt")]
    public string? SystemPrompt { get; set; }

    [Parameter]
    [ValidateSet("private", "shared_workspace", "shared_org")]
    [Body("visibility")]
    public string? Visibility { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("headers")]
    [SecretValues]
    public IDictionary? Header { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("global_headers")]
    [SecretNames]
    public IDictionary? GlobalHeader { get; set; }

    // Its field is an object with other names.
    [Parameter]
    [ValidateNotNull]
    [Credential]
    public PSCredential? ClientCredential { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("oauth2_server_metadata")]
    [ObjectToDictionary]
    public IDictionary? OAuthServerMetadata { get; set; }

    [Parameter]
    [ValidateNotNull]
    [Body("oauth2_server_metadata_url")]
    public Uri? OAuthServerMetadataUri { get; set; }

    private protected override bool AcceptsSecrets => true;

    private protected override Dictionary<string, object?> CreateBody()
    {
        Dictionary<string, object?> body = base.CreateBody();
        if (GlobalHeader is not null)
        {
            body["global_headers"] = ConnectorSecrets.GetGlobalHeaders(GlobalHeader);
        }

        if (ClientCredential is not null)
        {
            body["auth_data"] = new Dictionary<string, object?> { ["client_id"] = ClientCredential.UserName, ["client_secret"] = ClientCredential.Password };
        }

        return body;
    }
}
