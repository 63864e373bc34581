using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Agents;

/// <summary>A version of an agent.</summary>
[Resource(
    "Mistral.AgentVersion",
    "AgentId", "Name", "Description", "Model", "Instructions", "Tools", "CompletionArgs", "Guardrails", "Handoffs", "Metadata",
    "Version", "Versions", "VersionMessage", "Source", "DeploymentChat", "CreatedAt", "UpdatedAt",
    IdName = "AgentId", List = typeof(GetMistralAgentVersionCommand))]
internal sealed class AgentVersionResource;
