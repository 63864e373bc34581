using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Workflows;

/// <summary>A workflow.</summary>
[Resource(
    "Mistral.Workflow",
    "WorkflowId", "Name", "DisplayName", "Description", "Type", "Archived", "Active", "Tags", "AvailableInChatAssistant",
    "IsTechnical", "SharedNamespace", "CustomerId", "WorkspaceId", "Metadata",
    IdName = "WorkflowId", List = typeof(GetMistralWorkflowCommand))]
internal sealed class WorkflowResource;
