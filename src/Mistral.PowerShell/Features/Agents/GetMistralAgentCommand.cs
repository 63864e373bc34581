using System.Collections;
using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Core.Cmdlets;
using Mistral.PowerShell.Features.Agents;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralAgent", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.Agent")]
[Operation("GET", "/v1/agents/pages", Output = typeof(AgentResource), Items = "data", Paging = PageStyle.PageToken)]
[Operation("GET", "/v1/agents/{agent_id}", Output = typeof(AgentResource))]
public sealed class GetMistralAgentCommand : OperationCommand
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    [Parameter(Position = 0, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<AgentResource>))]
    [Query("search", IsPattern = true)]
    public string[]? Name { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("api", "playground", "agent_builder_v1")]
    [Query("sources")]
    public string[] Source { get; set; } = [];

    [Parameter(ParameterSetName = ListSet)]
    [Query("deployment_chat")]
    public SwitchParameter DeploymentChat { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNull]
    [Query("metadata", Form = QueryForm.Json)]
    [ObjectToDictionary]
    public IDictionary? Metadata { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<AgentResource>))]
    [Id(typeof(AgentResource))]
    [Alias("AgentId")]
    [Path("agent_id")]
    public string? Id { get; set; }

    [Parameter(ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [Query("agent_version")]
    public string? Version { get; set; }
}
