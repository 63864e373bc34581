using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Agents;

/// <summary>A name for a version of an agent.</summary>
[Resource(
    "Mistral.AgentAlias",
    "Alias", "Version", "CreatedAt", "UpdatedAt",
    List = typeof(GetMistralAgentAliasCommand))]
internal sealed class AgentAliasResource;
