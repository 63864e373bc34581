using System.Management.Automation;
using Mistral.PowerShell.Features.Agents;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralAgentVersion", SupportsShouldProcess = true, DefaultParameterSetName = IdSet)]
[OutputType("Mistral.Agent")]
[Operation("PATCH", "/v1/agents/{agent_id}/version", Output = typeof(AgentResource), Action = "Switch the agent to the version")]
public sealed class SetMistralAgentVersionCommand : OperationCommand
{
    private const string IdSet = "Id";
    private const string PipedSet = "Piped";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PipedSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<AgentResource>))]
    [Id(typeof(AgentResource), LeavesNumbers = true)]
    [Path("agent_id")]
    public string? AgentId { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = PipedSet)]
    [ArgumentCompleter(typeof(AgentVersionCompleter))]
    [Query("version")]
    public int Version { get; set; }
}
