using System.Management.Automation;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Features.ServiceAccounts;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralServiceAccountRole", DefaultParameterSetName = AccountSet)]
[OutputType("Mistral.ServiceAccountRole")]
[Operation("GET", "/v1/service-accounts/assignable-roles", Output = typeof(ServiceAccountRoleResource), Items = "items", Case = WorkspaceSet)]
[Operation("GET", "/v1/service-accounts/{service_account_id}/roles", Output = typeof(ServiceAccountRoleResource), Items = "items", Case = AccountSet)]
public sealed class GetMistralServiceAccountRoleCommand : OperationCommand
{
    private const string AccountSet = "Account";
    private const string WorkspaceSet = "Workspace";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true, ParameterSetName = AccountSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<ServiceAccountResource>))]
    [Id(typeof(ServiceAccountResource))]
    [Path("service_account_id")]
    public string? ServiceAccountId { get; set; }

    // Not from the pipeline: a service account has a workspace too, and is asked for the roles that it has.
    [Parameter(Mandatory = true, ParameterSetName = WorkspaceSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkspaceResource>))]
    [Id(typeof(WorkspaceResource))]
    [Query("workspace_id")]
    public string? WorkspaceId { get; set; }
}
