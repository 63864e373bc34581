using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Workflows;

/// <summary>A registration of a workflow: a version of its code that a deployment offers.</summary>
[Resource(
    "Mistral.WorkflowRegistration",
    "RegistrationId", "WorkflowId", "DeploymentName", "DeploymentId", "TaskQueue", "Definition", "Workflow",
    "CompatibleWithChatAssistant", "Active",
    IdName = "RegistrationId", HasUuid = true, List = typeof(GetMistralWorkflowRegistrationCommand))]
internal sealed class WorkflowRegistrationResource;
