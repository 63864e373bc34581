using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralWorkflowWorker", SupportsPaging = true)]
[OutputType("Mistral.WorkflowWorker")]
[Operation("GET", "/v1/workflows/deployments/{name}/workers", Output = typeof(WorkflowWorkerResource), Items = "workers", Paging = PageStyle.LimitCursor)]
public sealed class GetMistralWorkflowWorkerCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowDeploymentResource>))]
    [Alias("Name")]
    [Path("name")]
    public string? DeploymentName { get; set; }

    [Parameter]
    [ValidateSet("active", "inactive")]
    [Query("worker_status")]
    public string? Status { get; set; }
}
