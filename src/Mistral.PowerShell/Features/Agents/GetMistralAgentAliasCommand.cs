using System.Management.Automation;
using Mistral.PowerShell.Features.Agents;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralAgentAlias")]
[OutputType("Mistral.AgentAlias")]
[Operation("GET", "/v1/agents/{agent_id}/aliases", Output = typeof(AgentAliasResource))]
public sealed class GetMistralAgentAliasCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<AgentResource>))]
    [Id(typeof(AgentResource))]
    [Path("agent_id")]
    public string? AgentId { get; set; }

    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AgentAliasCompleter))]
    [Select("alias")]
    public string[]? Alias { get; set; }
}
