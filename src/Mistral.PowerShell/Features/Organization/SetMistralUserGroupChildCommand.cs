using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Set, "MistralUserGroupChild", SupportsShouldProcess = true)]
[Operation("PATCH", "/v1/admin/user-groups/{group_uuid}/nested", Key = KeyKind.Admin, Action = "Replace the groups that are nested in the user group")]
public sealed class SetMistralUserGroupChildCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<UserGroupResource>))]
    [Id(typeof(UserGroupResource))]
    [Path("group_uuid")]
    public string? UserGroupId { get; set; }

    [Parameter(Mandatory = true, Position = 1)]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(IdCompleter<UserGroupResource>))]
    [Id(typeof(UserGroupResource), IsMany = true)]
    [Body("child_group_uuids")]
    public string[] ChildGroupId { get; set; } = [];
}
