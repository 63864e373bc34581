using System.Management.Automation;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralWorkflowDeployment", SupportsShouldProcess = true)]
[OutputType("Mistral.ManagedDeployment")]
[Operation("PATCH", "/v1/workflows/deployments/{name}", Output = typeof(ManagedDeploymentResource), Action = "Change the deployment")]
public sealed class SetMistralWorkflowDeploymentCommand : WorkflowDeploymentSettingCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowDeploymentResource>))]
    [Alias("DeploymentName")]
    [Path("name")]
    public string? Name { get; set; }

    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [Body("spec.github_url")]
    public string? GitHubUrl { get; set; }
}
