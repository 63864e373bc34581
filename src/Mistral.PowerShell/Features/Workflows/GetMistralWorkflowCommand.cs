using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralWorkflow", SupportsPaging = true, DefaultParameterSetName = ListSet)]
[OutputType("Mistral.Workflow")]
[Operation("GET", "/v1/workflows", Output = typeof(WorkflowResource), Items = "workflows", Paging = PageStyle.LimitCursor)]
[Operation("GET", "/v1/workflows/{workflow_identifier}", Output = typeof(WorkflowResource), Inner = "workflow")]
public sealed class GetMistralWorkflowCommand : OperationCommand
{
    private const string ListSet = "List";
    private const string IdSet = "Id";

    [Parameter(Position = 0, ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowResource>))]
    [Query("search", IsPattern = true)]
    public string[]? Name { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [Query("tags")]
    public string[]? Tag { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("RUNNING", "COMPLETED", "FAILED", "CANCELED", "TERMINATED", "CONTINUED_AS_NEW", "TIMED_OUT", "RETRYING_AFTER_ERROR")]
    [Query("status")]
    public string[]? Status { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowDeploymentResource>))]
    [Query("deployment_name")]
    public string[]? DeploymentName { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [ValidateSet("active", "inactive")]
    [Query("deployment_status")]
    public string? DeploymentStatus { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [Query("archived")]
    public bool Archived { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [Query("include_shared")]
    public bool IncludeShared { get; set; }

    [Parameter(ParameterSetName = ListSet)]
    [Query("available_in_chat_assistant")]
    public bool AvailableInChatAssistant { get; set; }

    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = IdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowResource>))]
    [Id(typeof(WorkflowResource))]
    [Alias("WorkflowId")]
    [Path("workflow_identifier")]
    public string? Id { get; set; }
}
