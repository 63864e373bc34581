using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralWorkspaceMember", SupportsShouldProcess = true, DefaultParameterSetName = RoleSet)]
[Operation("PATCH", "/v1/admin/workspaces/{workspace_uuid}/users", Key = KeyKind.Admin, Action = "Set the roles of the users in the workspace", SuppressOutput = true)]
public sealed class SetMistralWorkspaceMemberCommand : OperationCommand
{
    private const string RoleSet = "Role";
    private const string RoleIdSet = "RoleId";

    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<WorkspaceResource>))]
    [Id(typeof(WorkspaceResource))]
    [Alias("WorkspaceUuid")]
    [Path("workspace_uuid")]
    public string? WorkspaceId { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<UserResource>))]
    [Id(typeof(UserResource), IsMany = true)]
    [Alias("UserUuid")]
    [Body("members.user_uuid", IsEach = true)]
    public string[] UserId { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = RoleSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(WorkspaceRoleCompleter))]
    [Body("members.role_names")]
    public string[] Role { get; set; } = [];

    [Parameter(Mandatory = true, ParameterSetName = RoleIdSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<RoleResource>))]
    [Id(typeof(RoleResource), IsMany = true)]
    [Body("members.roles")]
    public string[] RoleId { get; set; } = [];
}
