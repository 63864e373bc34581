using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Agents;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralAgentVersion", SupportsPaging = true)]
[OutputType("Mistral.AgentVersion")]
[Operation("GET", "/v1/agents/{agent_id}/versions", Output = typeof(AgentVersionResource), Paging = PageStyle.Page)]
[Operation("GET", "/v1/agents/{agent_id}/versions/{version}", Output = typeof(AgentVersionResource))]
public sealed class GetMistralAgentVersionCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<AgentResource>))]
    [Id(typeof(AgentResource))]
    [Path("agent_id")]
    public string? AgentId { get; set; }

    // Not bound from the pipeline, because a piped agent has a Version property, and all its versions are requested.
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(AgentVersionCompleter))]
    [Path("version")]
    public string? Version { get; set; }
}
