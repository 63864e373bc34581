using System.Management.Automation;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsLifecycle.Start, "MistralWorkflowDeployment", SupportsShouldProcess = true)]
[OutputType("Mistral.ManagedDeployment")]
[Operation("POST", "/v1/workflows/deployments/{name}/start", Output = typeof(ManagedDeploymentResource), Action = "Start the deployment")]
public sealed class StartMistralWorkflowDeploymentCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowDeploymentResource>))]
    [Alias("DeploymentName")]
    [Path("name")]
    public string? Name { get; set; }
}
