using System.Management.Automation;
using System.Text.RegularExpressions;
using Mistral.PowerShell.Features.Agents;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralAgentAlias", SupportsShouldProcess = true)]
[OutputType("Mistral.AgentAlias")]
[Operation("PUT", "/v1/agents/{agent_id}/aliases", Output = typeof(AgentAliasResource), Action = "Point the alias of the agent to a version")]
public sealed class SetMistralAgentAliasCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<AgentResource>))]
    [Id(typeof(AgentResource))]
    [Path("agent_id")]
    public string? AgentId { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateLength(1, 64)]
    [ValidatePattern("^[a-z]([a-z0-9_-]*[a-z0-9])?$", Options = RegexOptions.CultureInvariant)]
    [ArgumentCompleter(typeof(AgentAliasCompleter))]
    [Query("alias")]
    public string? Alias { get; set; }

    [Parameter(Mandatory = true, Position = 2, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AgentVersionCompleter))]
    [Query("version")]
    public int Version { get; set; }
}
