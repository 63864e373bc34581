using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Connectors;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralConnectorTool", SupportsPaging = true)]
[OutputType("Mistral.ConnectorTool")]
[Operation("GET", "/v1/connectors/{connector_id_or_name}/tools", Output = typeof(ConnectorToolResource), Paging = PageStyle.PageFromOne)]
public sealed class GetMistralConnectorToolCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<ConnectorResource>))]
    [Id(typeof(ConnectorResource))]
    [Path("connector_id_or_name")]
    public string? ConnectorId { get; set; }

    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<ConnectorToolResource>))]
    [Select("name")]
    public string[]? Name { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<ConnectorCredentialResource>))]
    [Query("credentials_name")]
    public string? CredentialName { get; set; }

    [Parameter]
    [Query("refresh")]
    public SwitchParameter Refresh { get; set; }
}
