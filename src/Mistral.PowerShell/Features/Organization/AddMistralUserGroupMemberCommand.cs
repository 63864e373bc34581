using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Add, "MistralUserGroupMember", SupportsShouldProcess = true)]
[Operation("POST", "/v1/admin/user-groups/{group_uuid}/members", Key = KeyKind.Admin, Action = "Add the users to the user group")]
public sealed class AddMistralUserGroupMemberCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<UserGroupResource>))]
    [Id(typeof(UserGroupResource))]
    [Path("group_uuid")]
    public string? UserGroupId { get; set; }

    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<UserResource>))]
    [Id(typeof(UserResource), IsMany = true)]
    [Alias("UserUuid")]
    [Body("user_uuids")]
    public string[] UserId { get; set; } = [];
}
