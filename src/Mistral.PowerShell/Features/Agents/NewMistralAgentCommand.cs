using System.Management.Automation;
using Mistral.PowerShell.AI.Models;
using Mistral.PowerShell.Features.Agents;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralAgent", SupportsShouldProcess = true)]
[OutputType("Mistral.Agent")]
[Operation("POST", "/v1/agents", Output = typeof(AgentResource), Action = "Create the agent")]
public sealed class NewMistralAgentCommand : AgentSettingCommand
{
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ChatModelCompleter))]
    [Body("model")]
    public string? Model { get; set; }
}
