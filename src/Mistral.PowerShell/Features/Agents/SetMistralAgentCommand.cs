using System.Management.Automation;
using Mistral.PowerShell.AI.Models;
using Mistral.PowerShell.Features.Agents;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralAgent", SupportsShouldProcess = true)]
[OutputType("Mistral.Agent")]
[Operation("PATCH", "/v1/agents/{agent_id}", Output = typeof(AgentResource), Action = "Change the agent, in a new version")]
public sealed class SetMistralAgentCommand : AgentSettingCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<AgentResource>))]
    [Id(typeof(AgentResource))]
    [Alias("AgentId")]
    [Path("agent_id")]
    public string? Id { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ChatModelCompleter))]
    [Body("model")]
    public string? Model { get; set; }

    [Parameter]
    [Body("deployment_chat")]
    public SwitchParameter DeploymentChat { get; set; }
}
