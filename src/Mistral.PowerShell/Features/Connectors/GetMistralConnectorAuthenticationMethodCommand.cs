using System.Management.Automation;
using Mistral.PowerShell.Features.Connectors;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralConnectorAuthenticationMethod")]
[OutputType("Mistral.ConnectorAuthenticationMethod")]
[Operation("GET", "/v1/connectors/{connector_id_or_name}/authentication_methods", Output = typeof(ConnectorAuthenticationMethodResource))]
public sealed class GetMistralConnectorAuthenticationMethodCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<ConnectorResource>))]
    [Id(typeof(ConnectorResource))]
    [Path("connector_id_or_name")]
    public string? ConnectorId { get; set; }
}
