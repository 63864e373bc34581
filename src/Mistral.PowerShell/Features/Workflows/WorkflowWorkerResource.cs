using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Workflows;

/// <summary>A worker of a deployment.</summary>
[Resource(
    "Mistral.WorkflowWorker",
    "Name", "IsActive", "CreatedAt", "UpdatedAt", "Location")]
internal sealed class WorkflowWorkerResource;
