using System.Management.Automation;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralAgentVersion", SupportsShouldProcess = true)]
[OutputType("Mistral.Agent")]
[Operation("PATCH", "/v1/agents/{agent_id}/version", Output = "Mistral.Agent", IdName = "AgentId", Action = "Switch the agent to the version")]
public sealed class SetMistralAgentVersionCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<GetMistralAgentCommand>))]
    [Id(typeof(GetMistralAgentCommand))]
    [Path("agent_id")]
    public string? AgentId { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(AgentVersionCompleter))]
    [Query("version")]
    public int Version { get; set; }
}
