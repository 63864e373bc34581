using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Remove, "MistralUserGroupWorkspace", SupportsShouldProcess = true)]
[Operation("DELETE", "/v1/admin/user-groups/{group_uuid}/workspaces/{workspace_uuid}", Key = KeyKind.Admin, Action = "Revoke the user group's access to the workspace")]
public sealed class RemoveMistralUserGroupWorkspaceCommand : OperationCommand
{
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
}
