using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Workflows;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralWorkflowDeployment", SupportsPaging = true)]
[OutputType("Mistral.WorkflowDeployment")]
[Operation("GET", "/v1/workflows/deployments", Output = typeof(WorkflowDeploymentResource), Items = "deployments", Paging = PageStyle.LimitCursor, Case = ListCase)]
[Operation("GET", "/v1/workflows/deployments/{name}", Output = typeof(WorkflowDeploymentResource), Case = NameCase)]
public sealed class GetMistralWorkflowDeploymentCommand : OperationCommand
{
    private const string ListCase = "the list";
    private const string NameCase = "a name";

    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowDeploymentResource>))]
    [Alias("DeploymentName")]
    [Path("name")]
    public string? Name { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(NameCompleter<WorkflowResource>))]
    [Query("workflow_name")]
    public string? WorkflowName { get; set; }

    // The API lists only active ones by default.
    [Parameter]
    [Query("active_only", IsAlways = true, Case = ListCase)]
    public SwitchParameter ActiveOnly { get; set; }

    [Parameter]
    [Query("is_hardened", Case = ListCase)]
    public bool IsHardened { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Query("search", Case = ListCase)]
    public string? Search { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    [Query("workspace_id", Case = ListCase)]
    public string? WorkspaceId { get; set; }

    [Parameter]
    [ValidateSet("updated_at", "created_at")]
    [Query("order_by", Case = ListCase)]
    public string? SortBy { get; set; }

    [Parameter]
    [ValidateSet("asc", "desc")]
    [Query("order", Case = ListCase)]
    public string? SortOrder { get; set; }

    private protected override string OperationCase => Name is null || WildcardPattern.ContainsWildcardCharacters(Name) ? ListCase : NameCase;
}
