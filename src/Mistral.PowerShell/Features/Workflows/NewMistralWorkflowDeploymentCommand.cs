using System.Management.Automation;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.New, "MistralWorkflowDeployment", SupportsShouldProcess = true)]
[OutputType("Mistral.ManagedDeployment")]
[Operation("POST", "/v1/workflows/deployments", Output = typeof(ManagedDeploymentResource), Action = "Create the deployment")]
public sealed class NewMistralWorkflowDeploymentCommand : WorkflowDeploymentSettingCommand
{
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [Body("name")]
    public string? Name { get; set; }

    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    [Body("spec.github_url")]
    public string? GitHubUrl { get; set; }

    [Parameter]
    [Body("hardened")]
    public SwitchParameter Hardened { get; set; }
}
