using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralUserGroupChild")]
[OutputType("Mistral.UserGroup")]
[Operation("GET", "/v1/admin/user-groups/{group_uuid}/nested", Output = "Mistral.UserGroup", IdName = "UserGroupId", Items = "children", Key = KeyKind.Admin)]
public sealed class GetMistralUserGroupChildCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<GetMistralUserGroupCommand>))]
    [Id(typeof(GetMistralUserGroupCommand))]
    [Path("group_uuid")]
    public string? UserGroupId { get; set; }
}
