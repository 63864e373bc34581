using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Connectors;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralConnector", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.Connector")]
[Operation("GET", "/v1/connectors", Output = typeof(ConnectorResource), Items = "items", Paging = PageStyle.Cursor)]
[Operation("GET", "/v1/connectors/{connector_id_or_name}", Output = typeof(ConnectorResource))]
public sealed class GetMistralConnectorCommand : OperationCommand
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    [Parameter(Position = 0, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<ConnectorResource>))]
    [Select("name")]
    public string[]? Name { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [Query("active")]
    public SwitchParameter Active { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<ConnectorResource>))]
    [Id(typeof(ConnectorResource))]
    [Alias("ConnectorId")]
    [Path("connector_id_or_name")]
    public string? Id { get; set; }
}
