using System.Collections.Generic;
using System.Management.Automation;
using System.Text.Json;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Add, "MistralWorkspaceMember", SupportsShouldProcess = true, DefaultParameterSetName = RoleSet)]
[Operation("POST", "/v1/admin/workspaces/{workspace_uuid}/add-users", Key = KeyKind.Admin, Action = "Add the users to the workspace")]
public sealed class AddMistralWorkspaceMemberCommand : OperationCommand
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

    [Parameter(ParameterSetName = RoleSet)]
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

    private protected override IEnumerable<object?> GetObjects(JsonElement reply, OperationAttribute operation)
    {
        int added = reply.TryGetProperty("added_members_count", out JsonElement count) && count.TryGetInt32(out int number) ? number : UserId.Length;
        if (added < UserId.Length)
        {
            string workspace = WorkspaceId!;
            Post(() => WriteWarning($"Only {added} of {UserId.Length} users were added to the workspace {workspace}: the others may be members already. Set-MistralWorkspaceMember changes their roles."));
        }

        return [];
    }
}
