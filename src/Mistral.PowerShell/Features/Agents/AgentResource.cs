using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Agents;

/// <summary>An agent.</summary>
[Resource(
    "Mistral.Agent",
    "AgentId", "Name", "Description", "Model", "Instructions", "Tools", "CompletionArgs", "Guardrails", "Handoffs", "Metadata",
    "Version", "Versions", "VersionMessage", "Source", "DeploymentChat", "CreatedAt", "UpdatedAt",
    IdName = "AgentId", List = typeof(GetMistralAgentCommand))]
internal sealed class AgentResource;
