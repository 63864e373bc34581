using System.Management.Automation;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralAgentVersion", SupportsShouldProcess = true, DefaultParameterSetName = PipedSet)]
[OutputType("Mistral.Agent")]
[Operation("PATCH", "/v1/agents/{agent_id}/version", Output = "Mistral.Agent", IdName = "AgentId", Action = "Switch the agent to the version")]
public sealed class SetMistralAgentVersionCommand : OperationCommand
{
    // The default one, so that a number alone is the version of an agent that is piped: PowerShell tries it first, and an id is none.
    private const string PipedSet = "Piped";
    private const string IdSet = "Id";

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = PipedSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<GetMistralAgentCommand>))]
    [Id(typeof(GetMistralAgentCommand))]
    [Path("agent_id")]
    public string? AgentId { get; set; }

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = PipedSet)]
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ArgumentCompleter(typeof(AgentVersionCompleter))]
    [Query("version")]
    public int Version { get; set; }
}
