using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Workflows;

/// <summary>Where the workers of a workspace connect.</summary>
[Resource(
    "Mistral.WorkflowWorkerInfo",
    "SchedulerUrl", "Namespace", "Tls")]
internal sealed class WorkflowWorkerInfoResource;
