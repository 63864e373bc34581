using System.Management.Automation;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsSecurity.Unprotect, "MistralWorkflowDeployment", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
[Operation("POST", "/v1/workflows/deployments/{deployment_id}/unharden", Action = "Let any API key of the workspace run workers of the deployment", SuppressOutput = true)]
public sealed class UnprotectMistralWorkflowDeploymentCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkflowDeploymentResource>))]
    [Id(typeof(WorkflowDeploymentResource))]
    [Alias("Id")]
    [Path("deployment_id")]
    public string? DeploymentId { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Query("workspace_id")]
    public string? WorkspaceId { get; set; }
}
