using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Workflows;

/// <summary>A deployment of workflows: the workers that run them.</summary>
[Resource(
    "Mistral.WorkflowDeployment",
    "DeploymentId", "Name", "IsActive", "IsHardened", "CreatedAt", "UpdatedAt", "Location", "Locations", "WorkerCount",
    "ActiveWorkerCount", "Managed", "Workers",
    IdName = "DeploymentId", HasUuid = true, List = typeof(GetMistralWorkflowDeploymentCommand))]
internal sealed class WorkflowDeploymentResource;
