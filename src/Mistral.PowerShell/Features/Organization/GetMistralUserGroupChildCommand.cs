using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralUserGroupChild")]
[OutputType("Mistral.UserGroup")]
[Operation("GET", "/v1/admin/user-groups/{group_uuid}/nested", Output = typeof(UserGroupResource), Items = "children", Key = KeyKind.Admin)]
public sealed class GetMistralUserGroupChildCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<UserGroupResource>))]
    [Id(typeof(UserGroupResource))]
    [Path("group_uuid")]
    public string? UserGroupId { get; set; }
}
