using System.Management.Automation;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Stop, "MistralWorkflowDeployment", SupportsShouldProcess = true)]
[OutputType("Mistral.ManagedDeployment")]
[Operation("POST", "/v1/workflows/deployments/{name}/stop", Output = typeof(ManagedDeploymentResource), Action = "Stop the deployment")]
public sealed class StopMistralWorkflowDeploymentCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowDeploymentResource>))]
    [Alias("DeploymentName")]
    [Path("name")]
    public string? Name { get; set; }
}
