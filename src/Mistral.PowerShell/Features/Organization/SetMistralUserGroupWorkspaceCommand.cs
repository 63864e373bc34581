using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralUserGroupWorkspace", SupportsShouldProcess = true, DefaultParameterSetName = RoleSet)]
[Operation("PATCH", "/v1/admin/user-groups/{group_uuid}/workspaces/{workspace_uuid}", Key = KeyKind.Admin, Action = "Set the user group's roles in the workspace")]
public sealed class SetMistralUserGroupWorkspaceCommand : OperationCommand
{
    private const string RoleSet = "Role";
    private const string RoleIdSet = "RoleId";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<UserGroupResource>))]
    [Id(typeof(UserGroupResource))]
    [Path("group_uuid")]
    public string? UserGroupId { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkspaceResource>))]
    [Id(typeof(WorkspaceResource))]
    [Alias("WorkspaceUuid")]
    [Path("workspace_uuid")]
    public string? WorkspaceId { get; set; }

    [Parameter(Mandatory = true, ParameterSetName = RoleSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(WorkspaceRoleCompleter))]
    [Body("role_names")]
    public string[] Role { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = RoleIdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<RoleResource>))]
    [Id(typeof(RoleResource), IsMany = true)]
    [Body("roles")]
    public string[] RoleId { get; set; } = [];
}
