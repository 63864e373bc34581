using System.Management.Automation;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Features.Workflows;

/// <summary>The settings of a deployment that Mistral hosts, to create and to change it.</summary>
public abstract class WorkflowDeploymentSettingCommand : OperationCommand
{
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("spec.revision")]
    public string? Revision { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("spec.entrypoint")]
    public string? Entrypoint { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("spec.working_dir")]
    public string? WorkingDirectory { get; set; }

    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    [Body("resources.replicas")]
    public int Replica { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("resources.cpu_request")]
    public string? CpuRequest { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("resources.cpu_limit")]
    public string? CpuLimit { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("resources.memory_request")]
    public string? MemoryRequest { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Body("resources.memory_limit")]
    public string? MemoryLimit { get; set; }
}
