using System.Management.Automation;
using Mistral.PowerShell.Features.Agents;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralAgentAlias", SupportsShouldProcess = true)]
[Operation("DELETE", "/v1/agents/{agent_id}/aliases", Action = "Remove the alias of the agent")]
public sealed class RemoveMistralAgentAliasCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<AgentResource>))]
    [Id(typeof(AgentResource))]
    [Path("agent_id")]
    public string? AgentId { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AgentAliasCompleter))]
    [Query("alias")]
    public string? Alias { get; set; }
}
