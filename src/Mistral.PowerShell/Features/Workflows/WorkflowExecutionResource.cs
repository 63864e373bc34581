using Mistral.PowerShell.Commands;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Workflows;

/// <summary>An execution of a workflow.</summary>
[Resource(
    "Mistral.WorkflowExecution",
    "WorkflowName", "WorkflowId", "DeploymentName", "ExecutionId", "ParentExecutionId", "RootExecutionId", "RunId",
    "UserId", "Status", "StartTime", "EndTime", "TotalDurationMs", "Result",
    IdName = "ExecutionId", IdField = "execution_id", NameField = "workflow_name", Unchanged = ["result"], List = typeof(GetMistralWorkflowExecutionCommand))]
internal sealed class WorkflowExecutionResource;
