using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Workflows;

/// <summary>A deployment that Mistral hosts.</summary>
[Resource(
    "Mistral.ManagedDeployment",
    "Name", "ServiceId", "Spec", "Resources", "Status", "Stopped", "RolloutStatus", "CreatedAt", "UpdatedAt",
    "CreatedBy", "UpdatedBy", "DeployedBy", "DeployedAt", "IsHardened")]
internal sealed class ManagedDeploymentResource;
