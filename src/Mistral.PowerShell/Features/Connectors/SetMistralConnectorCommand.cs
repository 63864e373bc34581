using System;
using System.Collections;
using System.Management.Automation;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.Connectors;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralConnector", SupportsShouldProcess = true)]
[OutputType("Mistral.Connector")]
[Operation("PATCH", "/v1/connectors/{connector_id}", Output = typeof(ConnectorResource), Action = "Change the connector")]
public sealed class SetMistralConnectorCommand : ConnectorChangeCommand
{
    [Parameter]
    [ValidateLength(1, 64)]
    [ValidatePattern("^[A-Za-z0-9_-]+$")]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter]
    [ValidateNotNull]
    [Body("server")]
    public Uri? Server { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("description")]
    public string? Description { get; set; }

    [Parameter]
    [AllowNullString]
    [AllowNull]
    [AllowEmptyString]
    [Body("title")]
    public string? Title { get; set; }

    [Parameter]
    [AllowNullString]
    [AllowNull]
    [AllowEmptyString]
    [Body("icon_url")]
    public string? IconUri { get; set; }

    [Parameter]
    [AllowNullString]
    [AllowNull]
    [AllowEmptyString]
    [Body("system_prompt")]
    public string? SystemPrompt { get; set; }

    [Parameter]
    [ValidateNotNull]
    [Body("auth_methods")]
    [SecretNames]
    public IDictionary[]? AuthenticationMethod { get; set; }

    private protected override bool AcceptsSecrets => true;
}
