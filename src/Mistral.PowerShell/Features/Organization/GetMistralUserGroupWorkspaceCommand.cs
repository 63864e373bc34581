using System.Management.Automation;
using Mistral.Client;
using Mistral.PowerShell.Features.Organization;
using Mistral.PowerShell.Operations;

namespace Mistral.PowerShell.Commands;

[Cmdlet(VerbsCommon.Get, "MistralUserGroupWorkspace", SupportsPaging = true)]
[OutputType("Mistral.UserGroupWorkspace")]
[Operation("GET", "/v1/admin/user-groups/{group_uuid}/workspaces", Output = typeof(UserGroupWorkspaceResource), Items = "items", Paging = PageStyle.PageFromOne, Key = KeyKind.Admin)]
public sealed class GetMistralUserGroupWorkspaceCommand : OperationCommand
{
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IdCompleter<UserGroupResource>))]
    [Id(typeof(UserGroupResource))]
    [Path("group_uuid")]
    public string? UserGroupId { get; set; }
}
